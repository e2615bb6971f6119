import { BuildRefused, buildAcknowledgement, MessageUnreadable, type Node, type ResponseCode } from '@paa-tvaers/medcom';
import type { Clock } from '../network/clock.ts';
import { EnvelopeRefused, readEnvelope } from '../network/envelope.ts';
import type { Delivery, PostOffice } from '../network/post-office.ts';
import type { DemoChild } from '../world/children.ts';
import { localTimestamp } from '../world/dates.ts';
import type { SorUnit } from '../world/sor.ts';
import { answersOf } from './answers.ts';
import { FhirUnreadable, readFhir } from './fhir.ts';
import { type Incoming, MessageRefused, partiesOf, readIncoming, responseOf } from './read.ts';
import { idsOf, poster } from './send.ts';
import { refusal, type Step, stepsOf } from './steps.ts';
import { systemOf } from './systems.ts';
import { scriptOf } from './words.ts';

/** What the correspondents have been sent. */
export interface Heard {
  /** Messages, those that came again among them. */
  messages: number;
  /** Acknowledgements by their response. */
  readonly acknowledgements: Record<ResponseCode, number>;
  /** Neither, or from nobody who could be told. */
  unreadable: number;
}

/** What cannot be read, or not be answered. */
const unreadable = [EnvelopeRefused, FhirUnreadable, MessageRefused, MessageUnreadable, BuildRefused];

/**
 * The systems behind the mailboxes that are not ours. Each message is acknowledged, and answered by the words in it; an
 * acknowledgement is counted. They send once: what the network loses of theirs is lost.
 */
export function playCorrespondents({
  office,
  clock,
  delay,
  units,
  children,
}: {
  readonly office: PostOffice;
  readonly clock: Clock;
  /** Milliseconds from a message to its answer; its acknowledgement comes halfway. */
  readonly delay: number;
  readonly units: readonly SorUnit[];
  readonly children: readonly DemoChild[];
}): Heard {
  const heard: Heard = { messages: 0, acknowledgements: { 'ok': 0, 'fatal-error': 0, 'transient-error': 0 }, unreadable: 0 };
  const post = poster(office, clock);
  /** Ids of the Bundles in which a message has come, by the message's own. */
  const seen = new Map<string, readonly string[]>();
  let sent = 0;

  const send = (unit: SorUnit, built: object, key: string) => {
    sent += 1;
    post(built, { sender: unit.gln ?? '', receiver: partiesOf(built as Node).receiver.gln }, key, systemOf(unit).format(sent));
  };
  const source = (key: string) => ({ newId: idsOf(key), sentAt: localTimestamp(clock.now()) });

  /** @returns milliseconds until the last of it has left */
  const receive = (unit: SorUnit, bytes: Buffer): number => {
    const bundle = readFhir(readEnvelope(bytes).document?.data() ?? Buffer.alloc(0));
    const response = responseOf(bundle);
    if (response) {
      heard.acknowledgements[response] += 1;
      return 0;
    }
    const { id } = partiesOf(bundle);
    const earlier = seen.get(id) ?? [];
    const bundleId = String(bundle.id);
    seen.set(id, [...earlier, bundleId]);
    heard.messages += 1;

    const incoming = read(unit, bundle);
    const script = 'refused' in incoming ? undefined : scriptOf(incoming.topic, incoming.text);
    const steps = 'refused' in incoming ? [incoming.refused] : stepsOf(script?.acknowledge ?? 'at-once', bundleId, earlier, delay);
    const ends = steps.map((step, at) => {
      const key = `acknowledgement|${id}|${bundleId}|${earlier.length}|${at}`;
      return when(step.after, () => {
        const of = step.unknown ? renamed(bundle, id, idsOf(`unknown|${key}`)()) : bundle;
        send(unit, buildAcknowledgement(of, step.response, step.issues, source(key)), key);
      });
    });
    if (script?.answer && !('refused' in incoming) && earlier.length === 0 && script.acknowledge !== 'refused') {
      const { answer: manner, acknowledge } = script;
      const system = systemOf(unit);
      // A system that was out of order answers when it is back.
      const after = delay / 2 + (acknowledge === 'later' ? delay : 0);
      const run = () => {
        const key = `answer|${id}`;
        const answers = answersOf({ manner, incoming, bundle, unit, system, children, source: (nth) => source(`${key}|${nth}`) });
        for (const [at, one] of answers.entries()) send(unit, asStated(one, unit), `${key}|${at}`);
      };
      ends.push(when(after, run));
    }
    return Math.max(0, ...ends);
  };

  const when = (after: number, run: () => void) => {
    if (after === 0) run();
    else clock.after(after, run);
    return after;
  };

  const attend = (unit: SorUnit) => (delivery: Delivery) =>
    clock.after(delay / 2, () => {
      let last = 0;
      try {
        last = receive(unit, delivery.bytes());
      } catch (error) {
        if (!unreadable.some((one) => error instanceof one)) throw error;
        heard.unreadable += 1;
      }
      // It lies in the mailbox until all is said: after a restart it is read again, and answered with the same ids.
      when(last, () => office.remove(delivery.mailbox, delivery.id));
    });

  for (const unit of units) if (unit.gln) office.attend(unit.gln, attend(unit));
  return heard;
}

function read(unit: SorUnit, bundle: Node): Incoming | { readonly refused: Step } {
  try {
    const incoming = readIncoming(bundle);
    if (incoming.receiver.gln === unit.gln) return incoming;
    return { refused: refusal('Modtageren findes ikke her.', 'MSG_Receiver_Identifier_UNKNOWN') };
  } catch (error) {
    if (!(error instanceof MessageRefused)) throw error;
    return { refused: refusal(`Meddelelsen er ikke gyldig (${error.message}).`) };
  }
}

/** The same message under an id that nobody has heard of. */
const renamed = (bundle: Node, id: string, other: string) => JSON.parse(JSON.stringify(bundle).replaceAll(id, other)) as Node;

/** A message that states the version of the standard that its system follows; what the network converts follows the newest. */
function asStated(message: object, unit: SorUnit): object {
  const { version } = systemOf(unit);
  if (!version || unit.takes === 'XDIS91') return message;
  return JSON.parse(JSON.stringify(message).replace(/(CareCommunicationMessageDefinition\|)\d\.\d/g, `$1${version}`)) as object;
}
