import { nodes, text } from '../fhir/node.ts';
import { dEcprSystems, systems } from '../terms.ts';
import { cprPattern, dEcprPattern, hasGlnCheckDigit, isGlnLength, sorPattern, xEcprPattern } from './checksums.ts';
import type { Report, Rule } from './finding.ts';
import type { Subject } from './subject.ts';

const core = (id: string, da: string): Rule => ({ id, level: 'profile', da, source: 'dk-core 3.4.0' });

export const numberRules: readonly Rule[] = [
  core('cpr', 'CPR-nummeret skal være ti cifre, der begynder med en dato.'),
  core('x-ecpr', 'Erstatnings-CPR-nummeret (X-eCPR) har ikke den form, som det skal have.'),
  core('d-ecpr', 'Erstatnings-CPR-nummeret (D-eCPR) har ikke den form, som det skal have.'),
  core('gln-length', 'Lokationsnummeret (GLN) skal være 13 cifre.'),
  core('gln-modulus-10', 'Lokationsnummeret (GLN) har et forkert kontrolciffer.'),
  core('min-digits-sor', 'SOR-koden skal være mindst 11 cifre.'),
];

/** The numbers of patients and organisations. */
export function checkNumbers({ index }: Subject, report: Report): void {
  for (const type of ['Patient', 'Organization'])
    for (const { resource, path } of index.of(type))
      nodes(resource, 'identifier').forEach((identifier, at) => {
        const value = text(identifier, 'value');
        const rule = value && ruleFor(type, text(identifier, 'system') ?? '', value);
        if (rule) report(rule, `${path}.identifier[${at}].value`);
      });
}

function ruleFor(type: string, system: string, value: string): string | undefined {
  if (type === 'Patient') {
    if (system === systems.cpr && !cprPattern.test(value)) return 'cpr';
    if (system === systems.xEcpr && !xEcprPattern.test(value)) return 'x-ecpr';
    return dEcprSystems.includes(system) && !dEcprPattern.test(value) ? 'd-ecpr' : undefined;
  }
  if (system === systems.sor) return sorPattern.test(value) ? undefined : 'min-digits-sor';
  if (system !== systems.gln) return undefined;
  if (!isGlnLength(value)) return 'gln-length';
  return hasGlnCheckDigit(value) ? undefined : 'gln-modulus-10';
}
