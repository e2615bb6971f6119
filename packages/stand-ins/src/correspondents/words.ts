// What a correspondent does follows from words in the topic or in the new text of a message. The README lists them.

/** How a message is acknowledged. */
export const acknowledgementWords = {
  'kvittering mangler': 'never',
  'sen kvittering': 'late',
  'ukendt kvittering': 'and-unknown',
  'dobbelt kvittering': 'twice',
  'teknisk fejl': 'later',
  'gensend': 'when-resent',
  'afvis': 'refused',
} as const;
export type AcknowledgementManner = (typeof acknowledgementWords)[keyof typeof acknowledgementWords] | 'at-once';

/** What is written back. */
export const answerWords = {
  'svar med fil': 'with-file',
  'to svar': 'parallel',
  'omvendt': 'out-of-order',
  'videresend': 'forward',
  'forkert barn': 'wrong-child',
  'uden navn': 'nameless',
  'ny tråd': 'new-thread',
  'dobbelt': 'duplicate',
  'ugyldig': 'invalid',
  'svar': 'reply',
} as const;
export type AnswerManner = (typeof answerWords)[keyof typeof answerWords];

export interface Script {
  readonly acknowledge: AcknowledgementManner;
  /** Absent: nothing is written back. */
  readonly answer?: AnswerManner;
}

/** One word of each kind at most: the first of its list that stands there as words of its own. */
export function scriptOf(...texts: readonly (string | undefined)[]): Script {
  const text = texts.filter(Boolean).join('\n').toLowerCase().replace(/\s+/g, ' ');
  const acknowledge = find(acknowledgementWords, text);
  // "Dobbelt kvittering" asks for no second answer.
  const rest = acknowledge ? text.replaceAll(acknowledge[0], ' ') : text;
  const answer = find(answerWords, rest);
  return { acknowledge: acknowledge?.[1] ?? 'at-once', ...(answer && { answer: answer[1] }) };
}

function find<Manner>(words: Readonly<Record<string, Manner>>, text: string): readonly [string, Manner] | undefined {
  return Object.entries(words).find(([word]) => new RegExp(`(?<!\\p{L})${word}(?!\\p{L})`, 'u').test(text));
}
