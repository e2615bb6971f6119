import { appointment, departmentCases, partyContact, routes, type SectionFlow, schoolRelation, section } from '@paa-tvaers/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Contexts, ReadOutcome } from '../contexts/contexts.ts';
import { GatewayProblem } from '../http/problem.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Sections } from '../sections/index.ts';
import type { SectionAnswer } from '../sections/types.ts';
import { callerOf, contextNeeded, factsOf } from './requests.ts';

const schemas = {
  cases: section(departmentCases),
  contacts: section(partyContact),
  appointments: section(appointment),
  school: section(schoolRelation),
} as const satisfies Record<SectionFlow, unknown>;

/** `GET /v1/cases`, `/v1/contacts`, `/v1/appointments` and `/v1/school`. */
export function sectionRoutes(app: FastifyInstance, contexts: Contexts, sections: Sections, metrics: Metrics, now: () => Date): void {
  for (const name of Object.keys(schemas) as SectionFlow[]) {
    app.get(routes[name], async (request, reply) => {
      const facts = factsOf(request, now());
      const used = await contexts.use(callerOf(request), contextNeeded(request), name, facts);
      const answer = await sections.answer[name](used.child, facts).catch((cause: unknown) => ({ cause }));
      const checked = 'cause' in answer ? answer : check(name, answer);
      await used.audit(outcomeOf(request, answer, 'cause' in checked));
      if ('cause' in checked) throw new GatewayProblem('internal', { cause: checked.cause });
      metrics.sections.inc({ dataflow: name, state: checked.body.state });
      metrics.countSources((answer as SectionAnswer).disclosure.sources);
      return reply.send(checked.body);
    });
  }
}

// Drops what the contract does not know. An answer that breaks it must not leave.
function check(name: SectionFlow, { body }: SectionAnswer) {
  const read = schemas[name].safeParse(body);
  return read.success ? { body: read.data } : { cause: read.error };
}

function outcomeOf(request: FastifyRequest, answer: SectionAnswer | { cause: unknown }, failed: boolean): ReadOutcome {
  const sources = 'disclosure' in answer ? (answer.disclosure.sources as Readonly<Record<string, string>>) : {};
  const nothing = { fields: [], sources };
  if (failed || !('disclosure' in answer)) return { ...nothing, outcome: 'internal' };
  if (request.raw.socket.destroyed) return { ...nothing, outcome: 'aborted' };
  const { outcome, reason, fields } = answer.disclosure;
  return { fields, sources, outcome, ...(reason !== undefined && { reason }) };
}
