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

// What the schema of one field cannot say.
function meaning(row: Row): string[] {
  const known: readonly string[] = fieldsOf[row.dataflow];
  const foreign = row.fields.filter((field) => !known.includes(field));
  const needed = { cases: row.reveal === 'case' ? ['department', 'status'] : ['department'], contacts: ['name'] }[row.dataflow];
  const missing = row.reveal === 'none' ? [] : needed.filter((field) => !row.fields.includes(field as Row['fields'][number]));
  const cases = row.dataflow === 'cases';
  return [
    ...foreign.map((field) => `fields: "${field}" is no field of ${row.dataflow}`),
    ...missing.map((field) => `fields: "${field}" is needed to show ${row.dataflow}`),
    ...(row.ages.from > row.ages.to ? ['ages: "from" is above "to"'] : []),
    ...(cases && !row.giver.startsWith('municipality') ? [`giver: ${row.giver} has no cases`] : []),
    ...(cases && row.reveal !== 'none' && !row.sensitivities ? ['sensitivities: name those that may be shown'] : []),
    ...(!cases && row.sensitivities ? ['sensitivities: contacts have none'] : []),
    ...(!cases && row.reveal === 'case' ? ['reveal: contacts have no cases; write "department" or "none"'] : []),
    ...(row.window ? [`window: ${row.dataflow} have no time of their own`] : []),
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
    share(a.functions, b.functions) &&
    share(a.purposes, b.purposes) &&
    share(a.enabled.environments ?? environments, b.enabled.environments ?? environments) &&
    a.ages.from <= b.ages.to &&
    b.ages.from <= a.ages.to
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
