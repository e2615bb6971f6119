import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

// In SQL: what an operator's own tools look at reads like this.
const statements = [
  `create table thread (
    mailbox text not null, id text not null, child_hash text, child_sealed text, category text not null,
    summary_sealed text not null, latest_at timestamptz not null, unanswered_since timestamptz,
    task_state text not null, assignee_subject text, assignee_name text, held boolean not null, group_id text,
    created_at timestamptz not null, primary key (mailbox, id))`,
  'create index thread_of_child on thread (child_hash, mailbox, latest_at)',
  'create index thread_in_box on thread (mailbox, latest_at desc, id)',
  `create table message (
    mailbox text not null, id text not null, thread text not null, direction text not null, kind text not null,
    bundle text not null, occurred_at timestamptz not null, stored_at timestamptz not null, sender text not null,
    receiver text not null, bundle_sealed text not null, original_file text, original_type text,
    warnings integer not null, held boolean not null, read_at timestamptz, read_by text, filed_at timestamptz,
    filed_by text, filed_where_sealed text, author_issuer text, author_subject text, child_hash text,
    state text, state_at timestamptz, receiver_gln text, sender_gln text, envelope text,
    next_attempt_at timestamptz, attempts integer not null default 0, resends integer not null default 0, words_sealed text,
    primary key (mailbox, id))`,
  'create index message_in_thread on message (mailbox, thread)',
  'create index message_due on message (next_attempt_at) where next_attempt_at is not null',
  'create index message_original on message (original_file) where original_file is not null',
  'create index message_under_way on message (envelope) where envelope is not null',
  `create table receipt (
    id text primary key, mailbox text not null, message text not null, response text not null, sealed text not null,
    sender_gln text not null, receiver_gln text not null, envelope text not null, state text not null,
    stored_at timestamptz not null, next_attempt_at timestamptz, attempts integer not null default 0)`,
  'create index receipt_due on receipt (next_attempt_at) where next_attempt_at is not null',
  'create index receipt_of_message on receipt (mailbox, message)',
  `create table received_receipt (
    mailbox text not null, id text not null, message text not null, response text not null,
    assembled_at timestamptz not null, stored_at timestamptz not null, sealed text not null, known boolean not null,
    primary key (mailbox, id))`,
  'create index received_receipt_of_message on received_receipt (mailbox, message)',
  `create table arrival (
    mailbox text not null, bundle text not null, message text not null, response text not null,
    stored_at timestamptz not null, primary key (mailbox, bundle, message))`,
  'create index arrival_of_message on arrival (mailbox, message)',
  `create table kept (
    id text primary key, mailbox text not null, stored_at timestamptz not null, why text not null,
    original_file text not null)`,
  'create index kept_original on kept (original_file)',
  `create table draft (
    id text not null, issuer text not null, subject text not null, organisation text not null, child_hash text not null,
    thread text, sealed text, files text[] not null, saved_at timestamptz not null, closed_at timestamptz,
    primary key (organisation, issuer, subject, id))`,
  'create index draft_saved on draft (saved_at)',
  `create table idempotency (
    key_hash text primary key, body_hash text not null, answer_sealed text not null, stored_at timestamptz not null)`,
  'create index idempotency_stored on idempotency (stored_at)',
  `create table file (
    id text primary key, issuer text, subject text, organisation text, child_hash text, content_type text not null,
    size bigint not null, sha256 text not null, stored_at timestamptz not null, whole boolean not null,
    loose boolean not null)`,
  'create index file_loose on file (stored_at) where loose',
  'create index file_of_employee on file (organisation, issuer, subject) where loose and subject is not null',
  `create table file_chunk (
    file text not null references file (id) on delete cascade, number integer not null, sealed bytea not null,
    primary key (file, number))`,
  `create table message_file (
    mailbox text not null, message text not null, part text not null, file text not null references file (id),
    primary key (mailbox, message, part))`,
  'create index message_file_of_file on message_file (file)',
  `create table file_link (
    token_hash text primary key, file text not null references file (id) on delete cascade, sealed text not null,
    expires_at timestamptz not null)`,
  'create index file_link_expires on file_link (expires_at)',
  `create table launch (
    code_hash text primary key, issuer text not null, subject text not null, organisation text not null,
    sealed text not null, expires_at timestamptz not null)`,
  'create index launch_expires on launch (expires_at)',
  `create table change (
    seq bigint generated always as identity primary key, kind text not null, audience text not null, context text,
    thread text, child_hash text, at timestamptz not null, xact xid8 not null default pg_current_xact_id())`,
  'create index change_for on change (audience, xact)',
  'create index change_of on change (xact)',
  'create index change_at on change (at)',
  'create index context_of_child on context (child_hash) where closed_at is null',
  `create table webhook (
    id bigint generated always as identity primary key, mailbox text not null, event text not null,
    at timestamptz not null, next_attempt_at timestamptz, attempts integer not null default 0)`,
  'create index webhook_due on webhook (next_attempt_at) where next_attempt_at is not null',
];

export const correspondence: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
