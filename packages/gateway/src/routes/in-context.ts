import type { FastifyRequest } from 'fastify';
import type { AuditAction } from '../audit/audit.ts';
import type { Contexts } from '../contexts/contexts.ts';
import type { Desks } from '../correspondence/desk.ts';
import type { Asker } from '../correspondence/reading.ts';
import { callerOf, contextNeeded, factsOf } from './requests.ts';

interface Parts {
  readonly contexts: Contexts;
  readonly desks: Desks;
  readonly now: () => Date;
}

type InContext = <Result>(request: FastifyRequest, action: AuditAction, work: (asker: Asker) => Promise<Result>) => Promise<Result>;

/** For routes of correspondence: seats the professional, does the work, and keeps an entry of it also where it is refused. */
export function seating({ contexts, desks, now }: Parts): InContext {
  return async (request, action, work) => {
    const facts = factsOf(request, now());
    const caller = callerOf(request);
    const used = await contexts.use(caller, contextNeeded(request), 'correspondence', facts, action);
    try {
      return await work({ used, desk: desks.seat(caller, used.child, facts.now), facts });
    } catch (error) {
      await used.refused(error);
      throw error;
    }
  };
}
