import type { Contact, Reason, SectionState } from '@paa-tvaers/contract';
import type { Environment, Policy, Verdict } from '../policy/index.ts';
import type { Asking, Deadlines } from './asking.ts';
import type { Directory } from './directory.ts';
import type { ChildContext, FindEmployee, SectionAnswer, Sources } from './types.ts';

/** What every section works with. */
export interface Setup {
  readonly policy: Policy;
  readonly directory: Directory;
  readonly sources: Sources;
  readonly employee: FindEmployee;
  readonly environment: Environment;
  readonly deadlines: Deadlines;
}

/** Makes the id that something has in one context. */
export type OpaqueId = (context: string, id: string) => string;

/** A section that carries items: `partial` as soon as any source did not answer in full, or the citizen has blocked some of it. */
export function shown(
  context: ChildContext,
  dataflow: string,
  asking: Asking,
  items: readonly unknown[],
  fields: readonly string[],
): SectionAnswer {
  const state = asking.sources().every((source) => source.state === 'ok') ? 'ok' : 'partial';
  return answer(context, dataflow, asking, { state, items }, fields);
}

/** A section whose source did not answer, or was not asked, and so cannot be told from an empty one. */
export function unavailable(
  context: ChildContext,
  dataflow: string,
  asking: Asking,
  reason: Extract<Reason, 'not-searchable' | 'source-down' | 'not-connected' | 'employee-unknown'>,
): SectionAnswer {
  return answer(context, dataflow, asking, { state: 'unavailable', reason, retry: reason === 'source-down' }, []);
}

/** A section of which the citizen has blocked all that there is to show. */
export function blocked(context: ChildContext, dataflow: string, asking: Asking): SectionAnswer {
  return answer(context, dataflow, asking, { state: 'blocked' }, []);
}

/**
 * A section that is kept back because the child is protected. It names no source: the sources that were asked would
 * tell which of them says so. The audit names them.
 */
export function protectedFrom(context: ChildContext, dataflow: string, asking: Asking): SectionAnswer {
  const { body, disclosure } = answer(context, dataflow, asking, { state: 'denied', reason: 'protected' }, []);
  return { body: { ...body, sources: [] }, disclosure };
}

/** A section that policy keeps back. */
export function withheld(
  context: ChildContext,
  dataflow: string,
  asking: Asking,
  verdict: Exclude<Verdict, { state: 'ok' }>,
  callInstead?: Contact,
): SectionAnswer {
  return answer(context, dataflow, asking, { ...verdict, ...(callInstead && { contact: callInstead }) }, []);
}

function answer(
  context: ChildContext,
  dataflow: string,
  asking: Asking,
  body: { readonly state: SectionState; readonly reason?: string; readonly [key: string]: unknown },
  fields: readonly string[],
): SectionAnswer {
  const sources = asking.sources();
  const { state: outcome, reason } = body;
  return {
    body: { context: context.id, ...body, sources },
    disclosure: {
      dataflow,
      outcome,
      ...(reason !== undefined && { reason }),
      fields,
      sources: Object.fromEntries(sources.map(({ id, state }) => [id, state])),
    },
  };
}
