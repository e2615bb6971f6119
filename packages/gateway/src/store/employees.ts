import type { Kysely } from 'kysely';
import { type Keys, seal, unseal } from '../sealing/seal.ts';
import type { Employee, FindEmployee } from '../sections/types.ts';
import type { Tables } from './schema.ts';

type Db = Kysely<Tables>;

/** An employee as a token names them: the organisation, and `sub` in it. */
export interface RegisteredEmployee extends Employee {
  readonly organisation: string;
  readonly sub: string;
}

/** What an import did to one organisation. */
export interface Replaced {
  readonly organisation: string;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** PostgreSQL takes 65,535 values in a statement. */
const rowsAtATime = 1000;

/** @throws SealBroken where the key that an employee was sealed with is gone */
export function findEmployeeIn(db: Db, keys: Keys): FindEmployee {
  return async (organisation, subject) => {
    const row = await db
      .selectFrom('employee')
      .selectAll()
      .where('organisation', '=', organisation)
      .where('subject', '=', subject)
      .executeTakeFirst();
    return row && open(keys, row);
  };
}

/** Puts these employees in the place of all that the organisations they name had; all of it, or nothing. */
export async function replaceEmployees(db: Db, keys: Keys, employees: readonly RegisteredEmployee[], now: Date): Promise<Replaced[]> {
  const organisations = [...new Set(employees.map(({ organisation }) => organisation))].toSorted();
  return db.transaction().execute(async (transaction) => {
    const found = await transaction.selectFrom('employee').selectAll().where('organisation', 'in', organisations).execute();
    await transaction.deleteFrom('employee').where('organisation', 'in', organisations).execute();
    await insert(transaction, keys, employees, now);
    const earlier = new Map(found.map((row) => [nameOf(row.organisation, row.subject), row]));
    return organisations.map((organisation): Replaced => {
      const own = employees.filter((one) => one.organisation === organisation);
      const known = own.flatMap((one) => {
        const row = earlier.get(nameOf(organisation, one.sub));
        return row ? [{ one, row }] : [];
      });
      return {
        organisation,
        added: own.length - known.length,
        changed: known.filter(({ one, row }) => differs(keys, one, row)).length,
        removed: found.filter((row) => row.organisation === organisation).length - known.length,
      };
    });
  });
}

/**
 * Seals every employee anew with the active key, so that earlier keys can be taken away.
 *
 * @throws SealBroken where the key of one is gone already; nothing is changed then
 */
export async function resealEmployees(db: Db, keys: Keys): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const rows = await transaction.selectFrom('employee').selectAll().forUpdate().execute();
    for (const row of rows)
      await transaction
        .updateTable('employee')
        .set({ employee_sealed: close(keys, row.organisation, row.subject, open(keys, row)) })
        .where('organisation', '=', row.organisation)
        .where('subject', '=', row.subject)
        .execute();
    return rows.length;
  });
}

export async function removeEmployees(db: Db, organisation: string): Promise<number> {
  const { numDeletedRows } = await db.deleteFrom('employee').where('organisation', '=', organisation).executeTakeFirst();
  return Number(numDeletedRows);
}

export async function countEmployees(db: Db): Promise<{ organisation: string; employees: number }[]> {
  const rows = await db
    .selectFrom('employee')
    .select((select) => ['organisation', select.fn.countAll<string | number>().as('employees')])
    .groupBy('organisation')
    .orderBy('organisation')
    .execute();
  return rows.map(({ organisation, employees }) => ({ organisation, employees: Number(employees) }));
}

async function insert(db: Db, keys: Keys, employees: readonly RegisteredEmployee[], now: Date): Promise<void> {
  for (let at = 0; at < employees.length; at += rowsAtATime)
    await db
      .insertInto('employee')
      .values(
        employees.slice(at, at + rowsAtATime).map(({ organisation, sub, ...employee }) => ({
          organisation,
          subject: sub,
          employee_sealed: close(keys, organisation, sub, employee),
          imported_at: now,
        })),
      )
      .execute();
}

interface Sealed {
  readonly organisation: string;
  readonly subject: string;
  readonly employee_sealed: string;
}

function close(keys: Keys, organisation: string, subject: string, { cpr, authorisation }: Employee): string {
  return seal(keys, JSON.stringify({ cpr, authorisation }), nameOf(organisation, subject));
}

function open(keys: Keys, { organisation, subject, employee_sealed }: Sealed): Employee {
  return JSON.parse(unseal(keys, employee_sealed, nameOf(organisation, subject)));
}

// Whose key is gone cannot be compared: what takes its place is a change.
function differs(keys: Keys, one: Employee, row: Sealed): boolean {
  try {
    const before = open(keys, row);
    return before.cpr !== one.cpr || before.authorisation !== one.authorisation;
  } catch {
    return true;
  }
}

// What a seal is bound to: it opens in its own row only.
function nameOf(organisation: string, subject: string): string {
  return JSON.stringify(['employee', organisation, subject]);
}
