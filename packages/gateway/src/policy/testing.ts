import { readFileSync } from 'node:fs';
import type { Question } from './decide.ts';
import type { PolicyFile, Row } from './schema.ts';

/** The delivered file, a fresh copy each time. */
export function delivered(): PolicyFile {
  return JSON.parse(readFileSync(new URL('../../policy/policy.json', import.meta.url), 'utf8'));
}

/** A row that lets a nurse of child psychiatry see a PPR case; a test says what differs. */
export function aRow(over: Partial<Row> = {}): Row {
  const words = { da: 'ord', en: 'words' };
  return {
    id: 'a-row',
    dataflow: 'cases',
    giver: 'municipality/ppr',
    receiver: 'child-psychiatry',
    functions: ['nurse'],
    purposes: ['treatment'],
    disclose: { law: words, status: 'settled' },
    obtain: { law: words, status: 'settled' },
    consent: { rule: 'not-required' },
    ages: { from: 0, to: 17 },
    authority: 'any',
    fields: ['department', 'status'],
    reveal: 'case',
    sensitivities: ['FORTROLIGE_PERSONOPLYSNINGER'],
    register: 'none',
    controller: words,
    processor: words,
    enabled: { from: '2026-01-01' },
    shows: words,
    family: words,
    ...over,
  };
}

/** The question that {@link aRow} answers with a permit. */
export function aQuestion(over: Partial<Question> = {}): Question {
  return {
    dataflow: 'cases',
    giver: 'municipality:0998/ppr',
    viewer: { audience: 'child-psychiatry', function: 'nurse' },
    purpose: 'treatment',
    age: 9,
    environment: 'demo',
    day: '2026-06-15',
    ...over,
  };
}
