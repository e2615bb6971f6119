import type { Contact, SectionState } from '@paa-tvaers/contract';
import type { Environment, Policy, Verdict } from '../policy/index.ts';
import type { Asking, Deadlines } from './asking.ts';
import type { Directory } from './directory.ts';
import type { ChildContext, SectionAnswer, Sources } from './types.ts';

/** What every section works with. */
export interface Setup {
  readonly policy: Policy;
  readonly directory: Directory;
  readonly sources: Sources;
  readonly environment: Environment;
  readonly deadlines: Deadlines;
}

/** A section that carries items: `partial` as soon as any source did not answer in full. */
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

/** A section whose source did not answer, and so cannot be told from an empty one. */
export function unavailable(
  context: ChildContext,
  dataflow: string,
  asking: Asking,
  reason: 'not-searchable' | 'source-down',
): SectionAnswer {
  return answer(context, dataflow, asking, { state: 'unavailable', reason, retry: reason === 'source-down' }, []);
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
