import { hasGlnCheckDigit, isGlnLength } from '@paa-tvaers/medcom';
import type { MailUnit } from '../types.ts';
import type { UnitType } from './terms.ts';

/** Kinds that an operator gives by hand, by SOR code: what SOR's types do not say. */
export type KindsByHand = Readonly<Record<string, MailUnit['kind']>>;

/** What a register says of a unit, in whatever format. */
export interface UnitEntry {
  readonly sor: string;
  /** All that the register has; more than one different is none. */
  readonly glns: readonly string[];
  readonly name: string;
  readonly organisation?: string | undefined;
  readonly types: readonly UnitType[];
  /** Codes of SOR-EDI that its mailbox takes now. */
  readonly takes: readonly string[];
  readonly ydernummer?: string | undefined;
  readonly cvr?: string | undefined;
}

/** `broken`: a number fails its check, so that nothing can be sent there. */
export function mailUnit(entry: UnitEntry, kinds: KindsByHand): { readonly unit: MailUnit; readonly broken: boolean } {
  const name = oneLine(entry.name);
  const glns = [...new Set(entry.glns.map((gln) => gln.trim()).filter(Boolean))];
  const gln = glns.length === 1 && isGln(glns[0] as string) ? glns[0] : undefined;
  const broken = !isSor(entry.sor) || (glns.length > 0 && !gln);
  const organisation = oneLine(entry.organisation ?? '');
  const ydernummer = entry.ydernummer?.trim() ?? '';
  const cvr = entry.cvr?.trim() ?? '';
  const unit: MailUnit = {
    sor: entry.sor,
    ...(gln && { gln }),
    name,
    ...(organisation && organisation !== name && { organisation }),
    kind: kinds[entry.sor] ?? kindOf(entry.types, name),
    reach: gln && !broken ? reachOf(entry.takes) : 'none',
    // Leading zeros are lost in some registers.
    ...(/^\d{1,6}$/.test(ydernummer) && { ydernummer: ydernummer.padStart(6, '0') }),
    ...(/^\d{8}$/.test(cvr) && { cvr }),
  };
  return { unit, broken };
}

/** An identifier of SNOMED's form; shorter or longer is none. */
export function isSor(text: string): boolean {
  return /^\d{11,18}$/.test(text);
}

/** 13 digits, the last of them the check digit of GS1. */
export function isGln(text: string): boolean {
  return isGlnLength(text) && hasGlnCheckDigit(text);
}

/** @throws TypeError that names the setting */
export function checkedKinds(kinds: KindsByHand): KindsByHand {
  if (!Object.keys(kinds).every(isSor)) throw new TypeError('units.kinds: must be by SOR code');
  return kinds;
}

/** What is said of a batch of units; the numbers themselves are not. */
export function brokenNumbers(broken: number): string {
  return `units: ${broken} with a SOR code or GLN that fails its check; nothing can be sent there`;
}

function kindOf(types: readonly UnitType[], name: string): MailUnit['kind'] {
  for (const type of types) {
    const kind = type.byName?.find(([words]) => words.test(name))?.[1] ?? type.kind;
    if (kind !== 'other') return kind;
  }
  return 'other';
}

function reachOf(takes: readonly string[]): MailUnit['reach'] {
  const codes = takes.map((code) => code.toUpperCase());
  if (codes.includes('FDIS91')) return 'fdis91';
  return codes.includes('XDIS91') || codes.includes('DIS91') ? 'converted' : 'none';
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
