import type { DraftIssue, ResponseCode } from '@paa-tvaers/medcom';
import type { AcknowledgementManner } from './words.ts';

/** One acknowledgement to come. */
export interface Step {
  /** Milliseconds after the message was read. */
  readonly after: number;
  readonly response: ResponseCode;
  readonly issues: readonly DraftIssue[];
  /** Of a message that nobody sent. */
  readonly unknown?: true;
}

/** A sender waits half an hour before it sends again; a late acknowledgement comes after that. */
const late = 31 * 60_000;

const ok: Step = { after: 0, response: 'ok', issues: [] };
const outOfOrder: Step = {
  after: 0,
  response: 'transient-error',
  issues: [{ severity: 'fatal', code: 'transient', error: 'MSG_Mailbox_Out_Of_Operation', text: 'Systemet er midlertidigt ude af drift.' }],
};

export function refusal(text: string, error?: string): Step {
  return { after: 0, response: 'fatal-error', issues: [{ severity: 'error', code: 'invalid', text, ...(error && { error }) }] };
}

/**
 * The acknowledgements of a message. One that comes again gets the same answer again, but for those that are told to
 * come late, which come once.
 *
 * @param earlier ids of the Bundles in which the same message came before
 * @param delay milliseconds from the technical error to its end
 */
export function stepsOf(manner: AcknowledgementManner, bundle: string, earlier: readonly string[], delay: number): readonly Step[] {
  const isNew = earlier.length === 0;
  switch (manner) {
    case 'at-once':
      return [ok];
    case 'never':
      return [];
    case 'late':
      return isNew ? [{ ...ok, after: late }] : [];
    case 'and-unknown':
      return [ok, { ...ok, unknown: true }];
    case 'twice':
      return [ok, ok];
    case 'later':
      return isNew ? [outOfOrder, { ...ok, after: delay }] : [];
    case 'when-resent':
      // What the network doubles is the same Bundle: not sent again.
      return isNew || earlier.includes(bundle) ? [] : [ok];
    case 'refused':
      return [refusal('Modtageren kan ikke behandle meddelelsen: borgeren er ikke tilknyttet enheden.')];
  }
}
