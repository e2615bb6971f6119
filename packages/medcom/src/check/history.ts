import { type Entry, referencedMessage } from '../fhir/bundle.ts';
import { type Node, nodes, one, text } from '../fhir/node.ts';
import { moment } from '../message/time.ts';
import type { Report, Rule } from './finding.ts';
import { payloadIdentifier, type Subject } from './subject.ts';

const rule = (id: string, da: string, source: string, level: Rule['level'] = 'text'): Rule => ({ id, level, da, source });
const governance = 'CareCommunication, governance';

/** How payloads and Provenances must hang together. */
export const historyRules: readonly Rule[] = [
  rule('payload-provenance', 'Ingen Provenance gør rede for denne del af meddelelsen.', 'CareCommunication 5.0, Provenance.entity:payload'),
  rule('provenance-payload', 'En Provenance nævner en del, som ikke er i meddelelsen.', 'CareCommunication 5.0, Provenance.entity:payload'),
  rule('payload-provenance-once', 'To Provenances gør rede for samme del.', 'CareCommunication 5.0, Provenance.entity:payload'),
  rule('payload-unique', 'To dele af meddelelsen har samme identifikator.', 'Core 3.0.1, medcom-core-identifier-extension'),
  rule('provenance-current', 'Præcis én Provenance skal gælde selve meddelelsen.', 'CareCommunication 5.0, Provenance.target'),
  rule(
    'provenance-agent',
    'Meddelelsens egen Provenance nævner en anden organisation end afsenderen.',
    'CareCommunication 5.0, Provenance.agent',
  ),
  rule('provenance-times', 'De to tidspunkter i en Provenance er ikke det samme øjeblik.', 'MedCom 052.2, tidsstempler'),
  rule('revision-new', 'En ny meddelelse kan ikke svare på en tidligere.', 'CareCommunication 5.0, Provenance.entity'),
  rule(
    'revision-missing',
    'En besvarelse eller videresendelse skal nævne den meddelelse, den bygger på.',
    'CareCommunication 5.0, Provenance.entity',
  ),
  rule('revision-carried', 'Den meddelelse, der svares på, er ikke med i historikken.', `${governance}, regel 6 og 14`),
  rule('revision-latest', 'Den meddelelse, der svares på, er ikke den seneste.', `${governance}, regel 3 og 5`),
  rule('forward-receiver', 'En videresendelse går tilbage til den, der skrev senest: det er en besvarelse.', `${governance}, regel 14`),
  rule('letter-reply', 'Et svar på et EDIFACT- eller OIOXML-brev skal være en besvarelse.', 'CareCommunication 5.0, Provenance.activity'),
  rule(
    'letter-form',
    'Et EDIFACT- eller OIOXML-brev nævnes ved lokationsnummer og brevid.',
    'CareCommunication 5.0, Provenance.entity.what',
  ),
  rule('attachment-content', 'En ny vedhæftet fil skal have indhold eller et link.', 'CareCommunication 5.0, payload:attachment'),
  rule('reply-content', 'En tidligere udvekslet fil sendes ikke igen i en besvarelse.', `${governance}, regel 6`, 'sender'),
  rule('forward-content', 'En fil, der videresendes, skal have sit indhold eller link med.', `${governance}, regel 14`, 'sender'),
  rule('letter-order', 'Et brev nævnes som [lokationsnummer]#[brevid].', 'CareCommunication 5.0, Provenance.entity.what', 'sender'),
];

interface History {
  readonly entry: Entry;
  readonly message: string | undefined;
  readonly activity: string | undefined;
  readonly revision: Node | undefined;
  readonly answers: string | undefined;
  readonly sources: readonly { readonly id: string; readonly location: string }[];
}

export function checkHistory(subject: Subject, report: Report): void {
  const histories = subject.index.of('Provenance').map(historyOf);
  checkParts(subject, histories, report);
  const id = text(subject.header?.resource, 'id');
  const own = histories.filter(({ message }) => message === id);
  if (histories.length > 0 && own.length !== 1) report('provenance-current', own[1]?.entry.path ?? 'Bundle.entry');
  for (const { entry } of histories) checkProvenanceTimes(entry, report);
  const [current] = own;
  if (!current || own.length > 1) return;
  const agent = subject.index.resolve(text(current.entry.resource, 'agent', 'who', 'reference'));
  const sender = subject.index.resolve(text(subject.header?.resource, 'sender', 'reference'));
  if (agent && sender && agent !== sender) report('provenance-agent', `${current.entry.path}.agent[0].who`);
  checkRevision(
    subject,
    current,
    histories.filter((history) => history !== current),
    report,
  );
  checkContent(subject, current, report);
}

function historyOf(entry: Entry): History {
  const entities = nodes(entry.resource, 'entity');
  const revision = one(
    entities.find(({ role }) => role === 'revision'),
    'what',
  );
  return {
    entry,
    message: referencedMessage(text(entry.resource, 'target', 'reference')),
    activity: text(entry.resource, 'activity', 'coding', 'code'),
    revision,
    answers: referencedMessage(text(revision, 'reference')),
    sources: entities.flatMap((entity, at) => {
      const id = text(entity, 'what', 'identifier', 'value');
      return entity.role === 'source' && id ? [{ id, location: `${entry.path}.entity[${at}]` }] : [];
    }),
  };
}

function checkParts({ payloads }: Subject, histories: readonly History[], report: Report): void {
  const sources = histories.flatMap((history) => history.sources);
  const accounted = new Set(sources.map(({ id }) => id));
  const ids = new Set<string>();
  let unaccounted = 0;
  for (const { node, location } of payloads) {
    const id = payloadIdentifier(node);
    if (id === undefined) continue;
    if (ids.has(id)) report('payload-unique', location);
    else if (!accounted.has(id)) {
      report('payload-provenance', location);
      unaccounted += 1;
    }
    ids.add(id);
  }
  const seen = new Set<string>();
  for (const { id, location } of sources) {
    if (seen.has(id)) report('payload-provenance-once', location);
    seen.add(id);
  }
  // A payload without Provenance and a Provenance without payload are most often one fault, an id that was changed in
  // one place; it is told once.
  const dangling = sources.filter(({ id }) => !ids.has(id));
  for (const { location } of dangling.slice(unaccounted)) report('provenance-payload', location);
}

export function checkProvenanceTimes({ resource, path }: Entry, report: Report): void {
  const [occurred, recorded] = [moment(text(resource, 'occurredDateTime')), moment(text(resource, 'recorded'))];
  if (Math.abs(occurred - recorded) >= 60_000) report('provenance-times', `${path}.recorded`);
}

function checkRevision(subject: Subject, current: History, earlier: readonly History[], report: Report): void {
  const { entry, activity, revision, answers } = current;
  const letter = answers ? undefined : text(revision, 'identifier', 'value');
  if (activity === 'new-message') {
    if (revision && !letter) report('revision-new', `${entry.path}.entity`);
  } else if (activity && !revision) report('revision-missing', `${entry.path}.entity`);
  if (letter) {
    if (activity !== 'reply-message') report('letter-reply', `${entry.path}.activity`);
    // An official example has the two the other way round: it is read, and not written.
    if (/^[^#]+#\d{13}$/.test(letter)) report('letter-order', `${entry.path}.entity`);
    else if (!/^\d{13}#[^#]+$/.test(letter)) report('letter-form', `${entry.path}.entity`);
  }
  if (!answers || activity === 'new-message') return;
  const predecessor = earlier.find(({ message }) => message === answers);
  if (!predecessor) report('revision-carried', `${entry.path}.entity`);
  // After parallel replies there are several latest messages: those that nothing carried here answers.
  else if (earlier.some((history) => history.answers === answers)) report('revision-latest', `${entry.path}.entity`);
  if (activity === 'forward-message') checkForwardReceiver(subject, earlier, entry.path, report);
}

function checkForwardReceiver({ index, header }: Subject, earlier: readonly History[], path: string, report: Report): void {
  const at = ({ entry }: History) => moment(text(entry.resource, 'occurredDateTime')) || 0;
  const latest = [...earlier].sort((a, b) => at(b) - at(a))[0];
  const wrote = index.resolve(text(latest?.entry.resource, 'agent', 'who', 'reference'));
  const receiver = index.resolve(text(header?.resource, 'destination', 'receiver', 'reference'));
  const sender = index.resolve(text(header?.resource, 'sender', 'reference'));
  if (wrote && wrote === receiver && wrote !== sender) report('forward-receiver', `${path}.activity`);
}

function checkContent({ payloads }: Subject, { sources, activity }: History, report: Report): void {
  const added = new Set(sources.map(({ id }) => id));
  for (const { node, location } of payloads) {
    const attachment = one(node, 'contentAttachment');
    const id = payloadIdentifier(node);
    if (!attachment || id === undefined) continue;
    const isNew = added.has(id);
    const hasContent = text(attachment, 'data') !== undefined || text(attachment, 'url') !== undefined;
    if (isNew && !hasContent) report('attachment-content', `${location}.contentAttachment`);
    if (!isNew && hasContent && activity === 'reply-message') report('reply-content', `${location}.contentAttachment`);
    if (!isNew && !hasContent && activity === 'forward-message') report('forward-content', `${location}.contentAttachment`);
  }
}
