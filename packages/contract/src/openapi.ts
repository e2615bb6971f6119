import * as z from 'zod/mini';
import { appointment } from './appointments.ts';
import { departmentCases } from './cases.ts';
import { changePage } from './changes.ts';
import { partyContact } from './contacts.ts';
import { openedContext } from './context.ts';
import { attachment, attachmentLink, drafts, noted, recipients, savedDraft, sent, thread, threads } from './correspondence.ts';
import { inbox, launch } from './inbox.ts';
import { problems } from './problem.ts';
import { problem } from './problem-body.ts';
import {
  confirmChild,
  createLaunch,
  forward,
  markRead,
  newMessage,
  openContext,
  reply,
  saveDraft,
  searchRecipients,
  setFiled,
  setTask,
} from './requests.ts';
import { contextHeader, idempotencyHeader, routes } from './routes.ts';
import { schoolRelation } from './school.ts';
import { section } from './section.ts';

const schemas = {
  OpenContext: openContext,
  OpenedContext: openedContext,
  Cases: section(departmentCases),
  Contacts: section(partyContact),
  Appointments: section(appointment),
  School: section(schoolRelation),
  Threads: threads,
  Thread: thread,
  NewMessage: newMessage,
  Reply: reply,
  Forward: forward,
  Sent: sent,
  MarkRead: markRead,
  SetTask: setTask,
  SetFiled: setFiled,
  ConfirmChild: confirmChild,
  Noted: noted,
  Drafts: drafts,
  SaveDraft: saveDraft,
  SavedDraft: savedDraft,
  Attachment: attachment,
  AttachmentLink: attachmentLink,
  SearchRecipients: searchRecipients,
  Recipients: recipients,
  Inbox: inbox,
  CreateLaunch: createLaunch,
  Launch: launch,
  Changes: changePage,
  Problem: problem,
};
export type SchemaName = keyof typeof schemas;

/** The OpenAPI 3.1 document of version 1, made from the schemas; open to fields that come later. */
export function openapi(version: string): Record<string, unknown> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, {
    target: 'draft-2020-12',
    io: 'input',
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ jsonSchema }) => {
      if (jsonSchema.format) delete jsonSchema.pattern;
    },
  }).schemas as Record<string, Record<string, unknown>>;
  for (const schema of Object.values(made)) {
    delete schema.$id;
    delete schema.$schema;
  }

  const inContext = [
    {
      name: contextHeader,
      in: 'header',
      required: true,
      description: 'The child context that `POST /v1/contexts` answered with.',
      schema: { type: 'string' },
    },
  ];
  const failures = answers('Problem', 'application/problem+json', 'default', `RFC 9457. Types: ${Object.keys(problems).join(', ')}.`);
  const read = (summary: string, name: SchemaName) => ({
    get: { summary, parameters: inContext, responses: { ...answers(name, 'application/json', '200', summary), ...failures } },
  });

  const key = {
    name: idempotencyHeader,
    in: 'header',
    required: true,
    description: 'Drawn anew for each sending; the same key with the same body is answered as the first time, for 30 days.',
    schema: { type: 'string', minLength: 22, maxLength: 200 },
  };
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
  const query = (name: string, description: string) => ({ name, in: 'query', description, schema: { type: 'string' } });
  const takes = (name: SchemaName) => ({ required: true, content: { 'application/json': { schema: ref(name) } } });
  const does = (summary: string, parameters: readonly object[], [status, name]: readonly [string, SchemaName], requestBody?: object) => ({
    summary,
    parameters,
    ...(requestBody && { requestBody }),
    responses: { ...answers(name, 'application/json', status, summary), ...failures },
  });
  const bytes = (description: string) => ({
    '200': { description, content: { '*/*': { schema: { type: 'string', contentEncoding: 'binary' } } } },
  });

  return {
    openapi: '3.1.0',
    info: {
      title: 'På Tværs – Børn & Unge',
      version,
      description:
        'Who is involved around a child, whom to call, which school, when the next appointment is, and correspondence between them. Unknown fields, codes and states may be added within version 1: ignore a field, show a code as its text, take a state as `unavailable`.',
    },
    security: [{ token: [] }],
    paths: {
      [routes.contexts]: {
        post: {
          summary: 'Opens a child context',
          requestBody: { required: true, content: { 'application/json': { schema: ref('OpenContext') } } },
          responses: { ...answers('OpenedContext', 'application/json', '201', 'Opened'), ...failures },
        },
      },
      [routes.context]: {
        delete: {
          summary: 'Closes the child context',
          parameters: inContext,
          responses: { '204': { description: 'Closed' }, ...failures },
        },
      },
      [routes.cases]: read('Municipal cases, by department', 'Cases'),
      [routes.contacts]: read('Whom to call, also where there is no case', 'Contacts'),
      [routes.appointments]: read('Appointments in child and adolescent psychiatry', 'Appointments'),
      [routes.school]: read('School and day-care', 'School'),
      [routes.threads]: {
        get: does(
          'The threads of the own unit about the child',
          [...inContext, query('cursor', 'Of the page before: `next`.'), query('limit', '1 to 200, else 100.')],
          ['200', 'Threads'],
        ),
        post: does('Sends a new message', [...inContext, key], ['201', 'Sent'], takes('NewMessage')),
      },
      [routes.thread]: { get: does('One thread, whole', [...inContext, id], ['200', 'Thread']) },
      [routes.replies]: { post: does('Answers the latest message', [...inContext, id, key], ['201', 'Sent'], takes('Reply')) },
      [routes.forwards]: { post: does('Hands a message on', [...inContext, id, key], ['201', 'Sent'], takes('Forward')) },
      [routes.read]: { put: does('Marks messages as read in the unit', [...inContext, id], ['200', 'Noted'], takes('MarkRead')) },
      [routes.task]: { put: does('Whose turn it is; without a child context too', [id], ['200', 'Noted'], takes('SetTask')) },
      [routes.drafts]: { get: does('One’s own unsent texts about the child', inContext, ['200', 'Drafts']) },
      [routes.draft]: {
        put: does('Saves an unsent text, 14 days', [...inContext, id], ['200', 'SavedDraft'], takes('SaveDraft')),
        delete: {
          summary: 'Throws an unsent text away',
          parameters: [...inContext, id],
          responses: { '204': { description: 'Gone' }, ...failures },
        },
      },
      [routes.filed]: {
        put: does('Notes that a message was filed (journaliseret)', [...inContext, id], ['200', 'Noted'], takes('SetFiled')),
      },
      [routes.messageChild]: {
        put: does('Says whether a held message is about this child', [...inContext, id], ['200', 'Noted'], takes('ConfirmChild')),
      },
      [routes.document]: {
        get: {
          summary: 'A message for filing: PDF/A-2b, or the original as it came',
          parameters: [...inContext, id, query('format', '`pdf` (else) or `original`.')],
          responses: { ...bytes('`application/pdf`, `application/fhir+json` or `application/fhir+xml`'), ...failures },
        },
      },
      [routes.attachments]: {
        post: does(
          'Takes a file for a message; its bytes are the body, its type `Content-Type`',
          [...inContext, key],
          ['201', 'Attachment'],
          {
            required: true,
            content: { '*/*': { schema: { type: 'string', contentEncoding: 'binary' } } },
          },
        ),
      },
      [routes.attachmentLink]: { post: does('A link to the file, 60 seconds, once', [...inContext, id], ['201', 'AttachmentLink']) },
      [routes.recipients]: {
        post: does('Units that can be written to, the child’s own first', inContext, ['200', 'Recipients'], takes('SearchRecipients')),
      },
      [routes.inbox]: {
        get: does(
          'The unit’s threads across children; outside a child context',
          [
            query('state', '`new`, `in-progress`, `done`, or `open` (else): not done.'),
            query('assignee', '`self` or `none`.'),
            query('cursor', 'Of the page before: `next`.'),
            query('limit', '1 to 200, else 100.'),
          ],
          ['200', 'Inbox'],
        ),
      },
      [routes.launches]: {
        post: does(
          'A single-use code that opens a child',
          [{ ...key, description: 'Drawn anew for each call. A code is kept nowhere: the same key makes another code.' }],
          ['201', 'Launch'],
          takes('CreateLaunch'),
        ),
      },
      [routes.changes]: {
        get: {
          ...does(
            'What has changed: server-sent events where `Accept` is `text/event-stream`, else a page',
            [query('since', 'The last id of the page before.')],
            ['200', 'Changes'],
          ),
          description:
            'Each event’s data is a `Change`: ids, never content. `Last-Event-ID` goes on where a stream broke. A heartbeat comment every 20 seconds.',
        },
      },
    },
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'At most five minutes, signed by the host’s backend.' },
      },
      schemas: made,
    },
  };
}

function ref(name: SchemaName) {
  return { $ref: `#/components/schemas/${name}` };
}

function answers(name: SchemaName, type: string, status: string, description: string) {
  return { [status]: { description, content: { [type]: { schema: ref(name) } } } };
}
