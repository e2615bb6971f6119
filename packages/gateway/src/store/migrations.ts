import { type Kysely, sql } from 'kysely';
import type { Migration, MigrationProvider } from 'kysely/migration';
import { correspondence } from './correspondence-migration.ts';

// Ordered by name; one that has been released never changes.
const migrations: Record<string, Migration> = {
  '0001-contexts-and-audit': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('context')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('issuer', 'text', (column) => column.notNull())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('organisation', 'text', (column) => column.notNull())
        .addColumn('audience', 'text', (column) => column.notNull())
        .addColumn('function', 'text', (column) => column.notNull())
        .addColumn('purpose', 'text', (column) => column.notNull())
        .addColumn('child_sealed', 'text')
        .addColumn('child_hash', 'text', (column) => column.notNull())
        .addColumn('opened_at', 'timestamptz', (column) => column.notNull())
        .addColumn('last_used_at', 'timestamptz', (column) => column.notNull())
        .addColumn('expires_at', 'timestamptz', (column) => column.notNull())
        .addColumn('closed_at', 'timestamptz')
        .execute();
      // The sweep looks for open rows only, and there are few of them.
      await sql`create index context_open on context (last_used_at) where closed_at is null`.execute(db);
      await sql`create index context_expires on context (expires_at)`.execute(db);

      await db.schema
        .createTable('audit')
        .addColumn('seq', 'bigint', (column) => column.generatedAlwaysAsIdentity().primaryKey())
        .addColumn('entry', 'text', (column) => column.notNull())
        .execute();
      await sql`create function audit_is_append_only() returns trigger language plpgsql as $$
        begin raise exception 'the audit is append-only'; end $$`.execute(db);
      await sql`create trigger audit_append_only before update or delete or truncate on audit
        for each statement execute function audit_is_append_only()`.execute(db);
    },
  },
  '0002-employees': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('employee')
        .addColumn('organisation', 'text', (column) => column.notNull())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('employee_sealed', 'text', (column) => column.notNull())
        .addColumn('imported_at', 'timestamptz', (column) => column.notNull())
        .addPrimaryKeyConstraint('employee_is_one', ['organisation', 'subject'])
        .execute();
    },
  },
  '0003-correspondence': correspondence,
  // What was written at one unit's desk is not gone on with at another's.
  '0004-units': {
    async up(db: Kysely<unknown>) {
      for (const table of ['context', 'draft'])
        await sql`alter table ${sql.table(table)} add column unit text not null default ''`.execute(db);
    },
  },
  '0005-withheld-files': {
    async up(db: Kysely<unknown>) {
      await sql`create table withheld_file (
        mailbox text not null, message text not null, part text not null, why text not null,
        primary key (mailbox, message, part))`.execute(db);
    },
  },
};

export const provider: MigrationProvider = { getMigrations: async () => migrations };
