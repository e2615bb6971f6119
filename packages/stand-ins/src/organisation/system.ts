import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type ExecutionResult,
  GraphQLError,
  GraphQLScalarType,
  graphql,
  type GraphQLSchema,
  Kind,
  type ValueNode,
} from 'graphql';
import { type Answer, json, type Played, type Received } from '../http/server.ts';
import { nonsense } from '../control/nonsense.ts';
import type { Caller } from './graph.ts';
import { queries } from './queries.ts';
import type { Tokens } from './token.ts';

export const organisationPath = '/organisation/organisationhent/1';

const patterns: Readonly<Record<string, RegExp>> = {
  UUID: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  CVR: /^\d{8}$/,
  CPR: /^\d{10}$/,
  KLE: /^(\d{2}(\.\d{2}){0,2}|[\d.]{0,7}\*)$/,
};

/** The official schema, with the formats that its comments describe. */
function loadSchema(): GraphQLSchema {
  const schema = buildSchema(readFileSync(new URL('schemaOrganisationV1.gql', import.meta.url), 'utf8'));
  for (const [name, pattern] of Object.entries(patterns)) {
    const scalar = schema.getType(name);
    if (!(scalar instanceof GraphQLScalarType)) throw new Error(`the schema has no scalar ${name}`);
    const parse = (value: unknown) => {
      if (typeof value !== 'string' || !pattern.test(value)) throw new GraphQLError(`Ugyldig værdi for ${name}`);
      return value;
    };
    scalar.parseValue = parse;
    scalar.parseLiteral = (node: ValueNode) => parse(node.kind === Kind.STRING ? node.value : undefined);
  }
  return schema;
}

/**
 * FK Organisation, GraphQL "OrganisationHent".
 *
 * Assumed, since it was not seen: the classifications of errors (those of graphql-java, and
 * `FORBIDDEN`), and status 200 around errors of a query.
 */
export function playOrganisation(tokens: Tokens): Played {
  const schema = loadSchema();
  return {
    name: 'organisation',
    partial: true,
    error: () => json(500, { errors: [{ message: 'Intern fejl', extensions: { classification: 'INTERNAL_ERROR' } }], data: null }),
    garbled: () => json(200, { data: { organisationEnhed: nonsense.name, bruger: 0, organisationEnhedListe: [nonsense] } }),
    answer: (request) => answer(schema, tokens, request),
  };
}

async function answer(schema: GraphQLSchema, tokens: Tokens, request: Received): Promise<Answer> {
  if (request.path !== organisationPath) return { status: 404, body: '' };
  if (request.method !== 'POST') return { status: 405, body: '', headers: { Allow: 'POST' } };
  const token = request.headers.authorization?.match(/^Bearer (\S+)$/)?.[1];
  const cvr = token && (await tokens.verify(token).catch(() => undefined));
  if (!cvr)
    return {
      ...json(401, { message: 'Unauthorized' }),
      headers: { 'WWW-Authenticate': token ? 'Bearer error="invalid_token"' : 'Bearer' },
    };
  const bad = badHeader(request);
  if (bad) return json(400, { message: bad });
  const asked = readQuestion(request.body);
  if (!asked) return json(400, { message: 'Body is not a GraphQL request' });
  const caller: Caller = { cvr, warnings: [], partial: request.partial };
  const result = await graphql({
    schema,
    rootValue: queries,
    contextValue: caller,
    source: asked.query,
    variableValues: asked.variables ?? null,
    operationName: asked.operationName ?? null,
  });
  return json(200, withWarnings(result, caller.warnings));
}

function badHeader(request: Received): string | undefined {
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) return 'Content-Type must be application/json';
  const id = request.headers['x-transaktionsid'];
  if (typeof id !== 'string' || !patterns.UUID?.test(id)) return 'x-TransaktionsId is missing or not a UUID';
  // 2023-10-10T17:10:11.34+02:00[Europe/Berlin]; the zone in brackets may be left out.
  const time = request.headers['x-transaktionstid'];
  const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})(\[[A-Za-z_]+(\/[A-Za-z_]+)*\])?$/;
  if (typeof time !== 'string' || !zoned.test(time)) return 'x-TransaktionsTid is missing or not a zoned time';
  return undefined;
}

interface Question {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
}

function readQuestion(body: string): Question | undefined {
  try {
    const question = JSON.parse(body) as Partial<Question>;
    return typeof question.query === 'string' ? (question as Question) : undefined;
  } catch {
    return undefined;
  }
}

function withWarnings(result: ExecutionResult, warnings: Caller['warnings']): unknown {
  const errors = [
    ...(result.errors ?? []).map((error) => ({
      message: error.message,
      ...(error.path && { path: error.path }),
      extensions: { classification: error.extensions.classification ?? 'ValidationError' },
    })),
    ...warnings.map((warning) => ({ ...warning, extensions: { classification: 'WARNING' } })),
  ];
  return { ...(result.data !== undefined && { data: result.data }), ...(errors.length > 0 && { errors }) };
}
