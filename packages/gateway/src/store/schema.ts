import type { Generated } from 'kysely';
import type { CorrespondenceTables } from './correspondence-tables.ts';

/** One child context. The child is sealed while the context is open, and wiped when it ends. */
export interface ContextTable {
  id: string;
  issuer: string;
  subject: string;
  organisation: string;
  audience: string;
  function: string;
  /** As the token names it; empty where it names none. */
  unit: string;
  purpose: string;
  child_sealed: string | null;
  child_hash: string;
  opened_at: Date;
  last_used_at: Date;
  expires_at: Date;
  closed_at: Date | null;
}

/** An employee whom a source asks for. The CPR number, and the authorisation where there is one, are sealed. */
interface EmployeeTable {
  organisation: string;
  /** The token's `sub`. */
  subject: string;
  employee_sealed: string;
  imported_at: Date;
}

/** One audit entry: canonical JSON, as it was when it was written. */
interface AuditTable {
  /** Ascending, with gaps where a transaction was rolled back. */
  seq: Generated<string | number>;
  entry: string;
}

export interface Tables extends CorrespondenceTables {
  context: ContextTable;
  audit: AuditTable;
  employee: EmployeeTable;
}
