import * as z from 'zod/mini';
import { appointment } from './appointments.ts';
import { departmentCases } from './cases.ts';
import { partyContact } from './contacts.ts';
import { openedContext } from './context.ts';
import { problems } from './problem.ts';
import { problem } from './problem-body.ts';
import { openContext } from './requests.ts';
import { contextHeader, routes } from './routes.ts';
import { schoolRelation } from './school.ts';
import { section } from './section.ts';

const schemas = {
  OpenContext: openContext,
  OpenedContext: openedContext,
  Cases: section(departmentCases),
  Contacts: section(partyContact),
  Appointments: section(appointment),
  School: section(schoolRelation),
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

  return {
    openapi: '3.1.0',
    info: {
      title: 'På Tværs – Børn & Unge',
      version,
      description:
        'Who is involved around a child, whom to call, which school, and when the next appointment is. Unknown fields, codes and states may be added within version 1: ignore a field, show a code as its text, take a state as `unavailable`.',
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
