import type * as z from 'zod';
import { type Environment, environments, fieldsOf, type PolicyFile, policyFile, type Row } from './schema.ts';

/** A policy file that may run. */
export interface Policy {
  readonly version: string;
  readonly rows: readonly Row[];
  readonly subjects: PolicyFile['subjects'];
}

/** A policy file that cannot run: all that is wrong with it, a line each. */
export class PolicyInvalid extends Error {
  override readonly name = 'PolicyInvalid';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The policy file cannot be used:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Reads the policy file.
 *
 * @param json the parsed file
 * @throws PolicyInvalid naming every row and field that is wrong; in production also every row whose
 * law is under clarification and that nobody has decided to run
 */
export function readPolicy(json: unknown, environment: Environment): Policy {
  if (!environments.includes(environment)) throw new PolicyInvalid([`environment: must be one of ${environments.join(', ')}`]);
  const read = policyFile.safeParse(json);
  if (!read.success) throw new PolicyInvalid(read.error.issues.map((issue) => describe(issue, json)));
  const { version, rows, subjects } = read.data;
  const problems = [
    ...rows.flatMap((row) => meaning(row).map((problem) => `row "${row.id}": ${problem}`)),
    ...twice(rows),
    ...overlaps(rows),
    ...subjects
      .filter((s) => s.to !== undefined && (s.to.length !== 8 || s.kle.length !== 8 || s.to < s.kle))
      .map((s) => `subjects: ${s.kle} to ${s.to}: both full numbers (xx.xx.xx), the lower first`),
    ...(environment === 'production' ? rows.flatMap(undecided) : []),
  ];
  if (problems.length > 0) throw new PolicyInvalid(problems);
  return { version, rows, subjects };
}

function describe(issue: z.core.$ZodIssue, json: unknown): string {
  const [part, index, ...field] = issue.path;
  if (part !== 'rows' || typeof index !== 'number') return `${issue.path.join('.') || 'file'}: ${issue.message}`;
  const id = (json as { rows: { id?: unknown }[] }).rows[index]?.id;
  const row = typeof id === 'string' ? `row "${id}"` : `row ${index + 1}`;
  return `${row}: ${field.join('.') || 'the row'}: ${issue.message}`;
}

/** Which givers have each kind of data, by the word that they begin with. */
const giversOf: Readonly<Record<Row['dataflow'], readonly string[]>> = {
  cases: ['municipality'],
  contacts: ['municipality', 'region', 'clinic'],
  appointments: ['region'],
  school: ['stil'],
  correspondence: ['municipality', 'region', 'clinic'],
  inbox: ['municipality', 'region', 'clinic'],
};

// A rule of the house, not of the file: no steering group changes it by changing a row.
const receiversOf: Readonly<Partial<Record<Row['dataflow'], readonly Row['receiver'][]>>> = {
  appointments: ['ppr', 'family-services'],
  school: ['child-psychiatry', 'general-practice'],
};

// What the schema of one field cannot say.
function meaning(row: Row): string[] {
  const { dataflow, giver, receiver, reveal, direction } = row;
  const known: readonly string[] = fieldsOf[dataflow];
  const written = dataflow === 'correspondence';
  const foreign = row.fields.filter((field) => !known.includes(field));
  const needed = {
    cases: reveal === 'case' ? ['department', 'status'] : ['department'],
    contacts: ['name'],
    appointments: ['time'],
    school: ['name'],
    correspondence: direction === 'in' ? ['read'] : ['send'],
    inbox: ['list'],
  }[dataflow];
  const missing = reveal === 'none' ? [] : needed.filter((field) => !row.fields.includes(field as Row['fields'][number]));
  const cases = dataflow === 'cases';
  const timed = dataflow === 'appointments';
  return [
    ...foreign.map((field) => `fields: "${field}" is no field of ${dataflow}`),
    ...missing.map((field) => `fields: "${field}" is needed to show ${dataflow}`),
    ...(row.ages.from > row.ages.to ? ['ages: "from" is above "to"'] : []),
    ...(giversOf[dataflow].includes(giver.split(/[:/]/)[0] as string) ? [] : [`giver: ${giver} has no ${dataflow}`]),
    ...(receiversOf[dataflow]?.includes(receiver) === false
      ? [`receiver: ${receiver} is never shown ${dataflow}, whatever the file says`]
      : []),
    ...(cases && reveal !== 'none' && !row.sensitivities ? ['sensitivities: name those that may be shown'] : []),
    ...(!cases && row.sensitivities ? ['sensitivities: only cases have them'] : []),
    ...(!cases && reveal === 'case' ? ['reveal: "case" is for cases; write "department" or "none"'] : []),
    ...(written && !direction ? ['direction: say "in" or "out"'] : []),
    ...(!written && direction ? ['direction: only correspondence has one'] : []),
    ...(written && direction
      ? row.fields
          .filter((field) => (field === 'read') !== (direction === 'in'))
          .map((field) => `fields: "${field}" is no field of the direction "${direction}"`)
      : []),
    ...(timed && !row.window ? ['window: say how many months back appointments are shown'] : []),
    ...(!timed && row.window ? ['window: only appointments have a time of their own'] : []),
    // Saying that a look-up is registered, and not doing it, would be worse than not to start.
    ...(row.register === 'by-us' ? ['register: this version registers nothing in MinLog'] : []),
  ];
}

function twice(rows: readonly Row[]): string[] {
  const ids = rows.map((row) => row.id);
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map((id) => `row "${id}": the id stands more than once`);
}

// Two rows that answer the same question would make the order of the file decide.
function overlaps(rows: readonly Row[]): string[] {
  return rows.flatMap((row, index) =>
    rows
      .slice(index + 1)
      .filter((other) => overlap(row, other))
      .map((other) => `row "${row.id}" and row "${other.id}": both answer the same question`),
  );
}

function overlap(a: Row, b: Row): boolean {
  const share = (left: readonly string[], right: readonly string[]) => left.some((item) => right.includes(item));
  return (
    a.dataflow === b.dataflow &&
    a.giver === b.giver &&
    a.receiver === b.receiver &&
    a.direction === b.direction &&
    share(a.functions, b.functions) &&
    share(a.enabled.environments ?? environments, b.enabled.environments ?? environments) &&
    // An inbox is asked for no purpose and no age.
    (a.dataflow === 'inbox' || (share(a.purposes, b.purposes) && a.ages.from <= b.ages.to && b.ages.from <= a.ages.to))
  );
}

function undecided(row: Row): string[] {
  if (row.enabled.environments && !row.enabled.environments.includes('production')) return [];
  return (['disclose', 'obtain'] as const)
    .filter((side) => row[side].status === 'under-clarification' && !row[side].decided)
    .map(
      (side) =>
        `row "${row.id}": ${side}: the law is under clarification, and nobody has decided; production needs "decided" with who, when and document`,
    );
}
