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

/** A row that lets a psychologist of PPR see appointments. */
export function anAppointmentRow(over: Partial<Row> = {}): Row {
  const { sensitivities: _, ...row } = aRow({
    dataflow: 'appointments',
    giver: 'region',
    receiver: 'ppr',
    functions: ['psychologist'],
    purposes: ['casework'],
    fields: ['time'],
    reveal: 'department',
    window: { back: 12 },
  });
  return { ...row, ...over };
}

/** A row that lets a physician of child psychiatry see the school. */
export function aSchoolRow(over: Partial<Row> = {}): Row {
  const { window: _, ...row } = anAppointmentRow({
    dataflow: 'school',
    giver: 'stil',
    receiver: 'child-psychiatry',
    functions: ['physician'],
    purposes: ['treatment'],
    fields: ['name'],
  });
  return { ...row, ...over };
}

/** A row that lets a psychologist of PPR write to the GP. */
export function aLetterRow(over: Partial<Row> = {}): Row {
  const { window: _, ...row } = anAppointmentRow({
    dataflow: 'correspondence',
    giver: 'clinic',
    direction: 'out',
    fields: ['send', 'reply'],
  });
  return { ...row, ...over };
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
