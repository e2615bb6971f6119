import { isReplacement, parseCpr } from '@paa-tvaers/contract';
import type { RegisteredEmployee } from '../store/employees.ts';

/** A file of employees that cannot be imported: each wrong line by its number, never by what stands in it. */
export class EmployeesInvalid extends Error {
  override readonly name = 'EmployeesInvalid';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Nothing was imported:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

const columns = ['organisation', 'sub', 'cpr', 'authorisation'];

/**
 * Reads a CSV file of employees: `organisation`, `sub`, `cpr` and, where there is one, `authorisation`, in this order,
 * separated by semicolons or commas, with a header or without.
 *
 * @param organisations ids of those that are registered
 * @throws EmployeesInvalid
 */
export function readEmployees(bytes: Uint8Array, organisations: ReadonlySet<string>): RegisteredEmployee[] {
  const lines = decode(bytes)
    .split(/\r\n|\n|\r/)
    .map((text, index) => ({ text, number: index + 1 }))
    .filter(({ text }) => text.trim() !== '');
  const separator = lines[0]?.text.includes(';') ? ';' : ',';
  const rows = lines.map(({ text, number }) => ({ number, cells: cellsOf(text, separator) }));
  const data = isHeader(rows[0]?.cells ?? []) ? rows.slice(1) : rows;
  if (data.length === 0) throw new EmployeesInvalid(['the file names no employee']);

  const firstLines = new Map<string, number>();
  const problems: string[] = [];
  const employees = data.flatMap(({ number, cells }): RegisteredEmployee[] => {
    const read = employeeOf(cells, organisations);
    if ('wrong' in read) {
      problems.push(...read.wrong.map((what) => `line ${number}: ${what}`));
      return [];
    }
    const name = JSON.stringify([read.employee.organisation, read.employee.sub]);
    const first = firstLines.get(name);
    if (first !== undefined) problems.push(`line ${number}: the employee stands in line ${first} already`);
    firstLines.set(name, first ?? number);
    return [read.employee];
  });
  if (problems.length > 0) throw new EmployeesInvalid(problems);
  return employees;
}

function employeeOf(
  cells: readonly string[],
  organisations: ReadonlySet<string>,
): { employee: RegisteredEmployee } | { wrong: readonly string[] } {
  if (cells.length !== 3 && cells.length !== 4)
    return {
      wrong: [`has ${cells.length} ${cells.length === 1 ? 'column' : 'columns'}: write ${columns.join(';')}, the last where there is one`],
    };
  const [organisation = '', sub = '', number = '', authorisation = ''] = cells;
  const cpr = parseCpr(number);
  const wrong = [
    ...(organisations.has(organisation) ? [] : ['organisation is not in ORGANISATIONS_FILE']),
    ...(sub === '' || sub.length > 255 ? ['sub is empty, or longer than 255 characters'] : []),
    // The token may not carry one either.
    ...(parseCpr(sub) ? ['sub is a CPR number: it must be what the token says'] : []),
    ...(cpr === undefined ? ['cpr is no CPR number: ten digits (a spreadsheet takes a leading zero away)'] : []),
    ...(cpr !== undefined && isReplacement(cpr)
      ? ['cpr is a replacement number, which Aftaleoversigten does not take for an employee']
      : []),
    ...(/^([0-9A-Za-z]{5})?$/.test(authorisation) ? [] : ['authorisation is not five letters and digits (autorisations-ID)']),
  ];
  if (cpr === undefined || wrong.length > 0) return { wrong };
  return { employee: { organisation, sub, cpr, ...(authorisation && { authorisation: authorisation.toUpperCase() }) } };
}

// A byte order mark is left out by the decoder.
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new EmployeesInvalid(['the file is not UTF-8: save it as CSV UTF-8']);
  }
}

// No value holds a separator, so quotes only stand around whole cells.
function cellsOf(line: string, separator: string): string[] {
  return line.split(separator).map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  );
}

function isHeader(cells: readonly string[]): boolean {
  return cells.length >= 3 && cells.every((cell, index) => cell.toLowerCase() === columns[index]);
}
