import type { Reason } from '@paa-tvaers/contract';
import type { Policy } from './read.ts';
import { environments, type Reveal, type Row } from './schema.ts';

/** One dataflow from one giver to one professional, for one child. Words that policy does not know are denied. */
export interface Question {
  readonly dataflow: string;
  /** As precise as known: `municipality:0998/ppr`, `municipality/ppr`, `region:1081`, `clinic`, `stil`. */
  readonly giver: string;
  /** Of correspondence alone: what the giver wrote, or what is written to it. */
  readonly direction?: Row['direction'] | undefined;
  readonly viewer: {
    readonly audience: string;
    readonly function: string;
    /** Code of the municipality that the professional works for, if any. */
    readonly municipality?: string | undefined;
  };
  readonly purpose: string;
  /** The child's, whole years. */
  readonly age: number;
  readonly environment: string;
  /** Today in Denmark, `YYYY-MM-DD`. */
  readonly day: string;
}

export type Verdict =
  | { readonly state: 'ok'; readonly row: Row; readonly reveal: Reveal; readonly fields: ReadonlySet<string> }
  | { readonly state: 'consent-needed'; readonly consentBy: 'young-person' | 'custody-holders' }
  | { readonly state: 'out-of-scope'; readonly reason: 'age' }
  | { readonly state: 'denied'; readonly reason: Extract<Reason, 'no-rule' | 'environment' | 'function' | 'purpose' | 'authority'> };

/** Whether policy lets the dataflow through: pure, and denied by default. */
export function decide(policy: Pick<Policy, 'rows'>, question: Question): Verdict {
  const { viewer, purpose, age, environment, day } = question;
  const meant = policy.rows.filter(
    (row) => row.dataflow === question.dataflow && row.receiver === viewer.audience && row.direction === question.direction,
  );
  const named = widen(question.giver).map((giver) => meant.filter((row) => row.giver === giver));
  if (named.every((rows) => rows.length === 0)) return { state: 'denied', reason: 'no-rule' };

  const running = named.map((rows) => rows.filter((row) => runs(row, environment, day))).find((rows) => rows.length > 0);
  if (!running) return { state: 'denied', reason: 'environment' };
  const forFunction = running.filter((row) => has(row.functions, viewer.function));
  if (forFunction.length === 0) return { state: 'denied', reason: 'function' };
  // An inbox is looked at across children, and so for no child's purpose and age.
  const acrossChildren = question.dataflow === 'inbox';
  const forPurpose = acrossChildren ? forFunction : forFunction.filter((row) => has(row.purposes, purpose));
  if (forPurpose.length === 0) return { state: 'denied', reason: 'purpose' };
  const within = forPurpose.filter((row) => row.authority === 'any' || isOwn(question));
  if (within.length === 0) return { state: 'denied', reason: 'authority' };
  const row = within.find(({ ages }) => acrossChildren || (ages.from <= age && age <= ages.to));
  if (!row) return { state: 'out-of-scope', reason: 'age' };
  // Consent cannot be registered yet: a row that asks for it lets nothing through.
  if (row.consent.rule === 'required')
    return { state: 'consent-needed', consentBy: age >= row.consent.ownFrom ? 'young-person' : 'custody-holders' };
  return { state: 'ok', row, reveal: row.reveal, fields: new Set(row.fields) };
}

/** What of a case may be told, by its KLE number: the row's own reveal, or the strictest subject rule below it. */
export function revealOf(policy: Pick<Policy, 'subjects'>, kle: string, reveal: Reveal): Reveal {
  const found = policy.subjects
    .filter((subject) => (subject.to === undefined ? isWithin(kle, subject.kle) : subject.kle <= kle && kle <= subject.to))
    .map((subject) => subject.reveal);
  if (reveal === 'none' || found.includes('none')) return 'none';
  return found.includes('department') ? 'department' : reveal;
}

// The most precise first: what is said of one municipality wins over what is said of all.
function widen(giver: string): string[] {
  const [authority = '', department] = giver.split('/');
  const kind = authority.split(':')[0] as string;
  return [...new Set([giver, authority, department === undefined ? kind : `${kind}/${department}`, kind])];
}

function runs({ enabled }: Row, environment: string, day: string): boolean {
  return enabled.from <= day && has(enabled.environments ?? environments, environment);
}

function isOwn({ giver, viewer }: Question): boolean {
  return viewer.municipality !== undefined && giver.split('/')[0] === `municipality:${viewer.municipality}`;
}

function isWithin(kle: string, above: string): boolean {
  return kle === above || kle.startsWith(`${above}.`);
}

function has(words: readonly string[], word: string): boolean {
  return words.includes(word);
}
