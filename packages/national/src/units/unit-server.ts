import { type MailUnit, type SourceAnswer, SourceAnswerInvalid, type SourceCall, type UnitRegister } from '../types.ts';
import { statusError } from '../wire/http.ts';
import type { OAuthSettings } from '../wire/oauth.ts';
import type { SourceSettings } from '../wire/settings.ts';
import { type Send, Source } from '../wire/source.ts';
import { readUnits, type UnitsFound } from './answer.ts';
import { bestOf, fits, most, type Wanted, wanted } from './question.ts';
import { codesOf, identifiers } from './terms.ts';
import { brokenNumbers, checkedKinds, isSor, type KindsByHand } from './unit.ts';

/** A FHIR R4 server that holds SOR and SOR-EDI; `url` is its base. */
export interface UnitServerSettings extends SourceSettings {
  /** As of other systems, but a GET has no envelope to sign. */
  readonly security: { readonly kind: 'none' } | OAuthSettings;
  /** Kinds by hand, by SOR code. */
  readonly kinds?: KindsByHand;
  /** A line for the operator, without names and numbers. */
  readonly onProblem?: (line: string) => void;
}

/** Units are no personal data, and change overnight. */
const keptFor = 10 * 60 * 1000;
const keptAnswers = 200;

/** SOR codes in one request, so that a URL stays below 4 kB. */
const perRequest = 50;

type Answer = UnitsFound & { readonly asOf: Date };

/** @throws TypeError where a setting cannot be used */
export function createUnitServer(settings: UnitServerSettings): UnitRegister {
  const kinds = checkedKinds(settings.kinds ?? {});
  const now = settings.now ?? (() => new Date());
  if (!['none', 'oauth'].includes(settings.security.kind)) throw new TypeError('units.security: must be none or oauth');
  const source = new Source('units', settings);
  const base = source.url.pathname.replace(/\/$/, '');
  const kept = new Map<string, Answer>();

  async function ask(questions: readonly URLSearchParams[], call: SourceCall): Promise<Answer> {
    const key = questions.join('\n');
    const known = kept.get(key);
    if (known && now().getTime() - known.asOf.getTime() < keptFor) return known;
    const found = await source.ask(call, (send) =>
      Promise.all(questions.map(async (parameters) => readUnits(await get(send, `${base}/Organization?${parameters}`), kinds))),
    );
    const answer: Answer = {
      units: [...new Map(found.flatMap(({ units }) => units).map((unit) => [unit.sor, unit])).values()],
      more: found.some(({ more }) => more),
      partial: found.some(({ partial }) => partial),
      broken: found.reduce((sum, { broken }) => sum + broken, 0),
      asOf: now(),
    };
    if (answer.broken > 0) settings.onProblem?.(brokenNumbers(answer.broken));
    kept.delete(key);
    kept.set(key, answer);
    for (const oldest of kept.keys()) if (kept.size > keptAnswers) kept.delete(oldest);
    return answer;
  }

  return {
    async search(question, call) {
      const asked = wanted(question);
      if (!asked) return { state: 'ok', value: { units: [], more: false }, asOf: now() };
      const { units, more, partial, asOf } = await ask(questionsFor(asked, kinds), call);
      // A server that does not know a parameter ignores it: what it gives is not always what was asked for.
      const best = bestOf(
        units.filter((unit) => fits(unit, asked)),
        asked,
      );
      return { state: partial ? 'partial' : 'ok', value: { units: best.units, more: more || best.cut }, asOf };
    },

    async unit(sor, call): Promise<SourceAnswer<MailUnit> | undefined> {
      if (!isSor(sor)) return undefined;
      const { units, partial, asOf } = await ask([new URLSearchParams({ identifier: `${identifiers.sor}|${sor}` })], call);
      const value = units.find((unit) => unit.sor === sor);
      if (!value && partial) throw new SourceAnswerInvalid('units', 'a unit that cannot be read');
      return value && { state: partial ? 'partial' : 'ok', value, asOf };
    },

    close: () => source.close(),
  };
}

async function get(send: Send, path: string): Promise<Uint8Array> {
  const { status, bytes } = await send({ method: 'GET', path, headers: { accept: 'application/fhir+json' }, body: '' });
  if (status !== 200) throw statusError('units', status);
  return bytes;
}

/** One request, and where a kind is asked for, others for the units that an operator has given it. */
function questionsFor(asked: Wanted, kinds: KindsByHand): URLSearchParams[] {
  const parameters = new URLSearchParams(asked.words.map((word): [string, string] => ['name:contains', word]));
  if (asked.number) parameters.append('identifier', numberAs(asked.number));
  if (asked.cvr) parameters.append('identifier', `${identifiers.cvr}|${asked.cvr}`);
  if (asked.ydernummer) parameters.append('identifier', ydernummer(asked.ydernummer));
  parameters.append('_count', String(most));
  if (!asked.kind) return [parameters];
  const codes = codesOf(asked.kind);
  const byType = new URLSearchParams(parameters);
  if (codes.length > 0 && asked.kind !== 'other') byType.append('type', codes.join(','));
  const byHand = Object.keys(kinds).filter((sor) => kinds[sor] === asked.kind);
  const batches = Array.from({ length: Math.ceil(byHand.length / perRequest) }, (_, at) =>
    byHand.slice(at * perRequest, (at + 1) * perRequest),
  );
  const others = batches.map((batch) => {
    const named = new URLSearchParams(parameters);
    named.append('identifier', batch.map((sor) => `${identifiers.sor}|${sor}`).join(','));
    return named;
  });
  return [byType, ...others];
}

/** Digits alone, as each of the numbers that they may be; a comma is "or" in FHIR. */
function numberAs(digits: string): string {
  if (digits.length === 8) return `${identifiers.cvr}|${digits}`;
  if (digits.length <= 6) return ydernummer(digits);
  const gln = digits.length === 13 ? [`${identifiers.gln}|${digits}`] : [];
  return [`${identifiers.sor}|${digits}`, ...gln].join(',');
}

/** Six digits, and as registers have it that lose leading zeros. */
function ydernummer(digits: string): string {
  const forms = new Set([digits.padStart(6, '0'), digits.replace(/^0+/, '') || '0']);
  return [...forms].map((form) => `${identifiers.ydernummer}|${form}`).join(',');
}
