import { Readable } from 'node:stream';
import { drafts, noted, recipients, routes, savedDraft, thread, threads } from '@paa-tvaers/contract';
import { confirmChild, markRead, saveDraft, searchRecipients, setFiled, setTask } from '@paa-tvaers/contract/requests';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Contexts, ReadOutcome } from '../contexts/contexts.ts';
import type { Desks } from '../correspondence/desk.ts';
import { documentOf, originalOf } from '../correspondence/document.ts';
import { dropDraft, keepDraft, listDrafts } from '../correspondence/drafts.ts';
import * as marks from '../correspondence/marks.ts';
import { type Asker, listThreads, type ReadingParts, readThread } from '../correspondence/reading.ts';
import { findRecipients } from '../correspondence/recipients.ts';
import { invalid } from '../http/problem.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Directory } from '../sections/directory.ts';
import { danishDay } from '../sections/days.ts';
import { seating } from './in-context.ts';
import { callerOf, contextOf, factsOf, idOf, pageOf, readBody, routeOf } from './requests.ts';

/** A draft's text may be 100,000 characters, of up to six bytes each in JSON. */
const draftLimit = 1024 * 1024;
/** Ids of a thousand messages. */
const readLimit = 256 * 1024;

export interface CorrespondenceParts extends ReadingParts {
  readonly contexts: Contexts;
  readonly desks: Desks;
  readonly directory: Directory;
  readonly metrics: Metrics;
  readonly demo: boolean;
  readonly now: () => Date;
}

/** Threads, what the unit notes on them, drafts, recipients and documents; what sends has a file of its own. */
export function correspondenceRoutes(app: FastifyInstance, parts: CorrespondenceParts): void {
  const { contexts, desks, metrics, now } = parts;
  const inContext = seating(parts);
  /** The answer, once its entry is committed. */
  const answered = async <Body>(request: FastifyRequest, { used }: Asker, body: Body, outcome: ReadOutcome): Promise<Body> => {
    await used.audit(request.raw.socket.destroyed ? { ...outcome, fields: [], outcome: 'aborted' } : outcome);
    return body;
  };
  const notedAt = ({ used, facts }: Asker) => noted.parse({ context: used.child.id, at: facts.now.toISOString() });

  app.get(routes.threads, (request) =>
    inContext(request, 'read', async (asker) => {
      const { body, outcome } = await listThreads(parts, asker, pageOf(request));
      const checked = threads.parse(body);
      metrics.sections.inc({ dataflow: 'correspondence', state: checked.state });
      metrics.countSources(outcome.sources);
      return answered(request, asker, checked, outcome);
    }),
  );
  app.get(routeOf(routes.thread), (request) =>
    inContext(request, 'read', async (asker) => {
      const { body, outcome } = await readThread(parts, asker, idOf(request));
      return answered(request, asker, thread.parse({ context: asker.used.child.id, ...body }), outcome);
    }),
  );

  app.put(routeOf(routes.read), { bodyLimit: readLimit }, (request) => {
    const { messages } = readBody(markRead, request.body);
    return inContext(request, 'mark', async (asker) => {
      await marks.markRead(parts, asker, idOf(request), messages);
      return notedAt(asker);
    });
  });
  app.put(routeOf(routes.task), async (request) => {
    const change = readBody(setTask, request.body);
    if (contextOf(request) !== undefined)
      return inContext(request, 'assign', async (asker) => {
        await marks.setTask(parts, asker, idOf(request), change);
        return notedAt(asker);
      });
    const facts = factsOf(request, now());
    const caller = callerOf(request);
    await marks.setTaskFromInbox(desks, contexts.outside(caller, 'inbox', facts, 'assign'), caller, idOf(request), change, facts.now);
    return noted.parse({ at: facts.now.toISOString() });
  });
  app.put(routeOf(routes.filed), (request) => {
    const { where } = readBody(setFiled, request.body);
    return inContext(request, 'file', async (asker) => {
      await marks.setFiled(parts, asker, idOf(request), where);
      return notedAt(asker);
    });
  });
  app.put(routeOf(routes.messageChild), (request) => {
    const { belongs } = readBody(confirmChild, request.body);
    return inContext(request, 'confirm', async (asker) => {
      await marks.confirmChild(parts, asker, idOf(request), belongs);
      return notedAt(asker);
    });
  });
  app.get(routeOf(routes.document), (request, reply) =>
    inContext(request, 'file', async (asker) => {
      const id = idOf(request);
      const format = (request.query as { format?: unknown }).format ?? 'pdf';
      if (format !== 'pdf' && format !== 'original') throw invalid('', 'format-unknown');
      const { contentType, extension, content } = await (format === 'pdf' ? documentOf : originalOf)(parts, asker, id);
      await answered(request, asker, undefined, { fields: [format], sources: {}, outcome: 'ok', about: id });
      // A name of its own for each day, and nothing of whom it is about.
      const name = `meddelelse-${danishDay.format(asker.facts.now)}.${extension}`;
      reply.headers({ 'Content-Type': contentType, 'Content-Disposition': `attachment; filename="${name}"` });
      return reply.send(content instanceof Uint8Array ? content : Readable.from(content));
    }),
  );

  app.get(routes.drafts, (request) =>
    inContext(request, 'draft', async (asker) => {
      const items = await listDrafts(parts, asker);
      const body = drafts.parse({ context: asker.used.child.id, items });
      return answered(request, asker, body, { fields: items.length > 0 ? ['text'] : [], sources: {}, outcome: 'ok' });
    }),
  );
  app.put(routeOf(routes.draft), { bodyLimit: draftLimit }, (request) => {
    const content = readBody(saveDraft, request.body);
    const id = draftIdOf(request);
    return inContext(request, 'draft', async (asker) => {
      await keepDraft(parts, asker, id, content);
      return savedDraft.parse({ context: asker.used.child.id, id, savedAt: asker.facts.now.toISOString() });
    });
  });
  app.delete(routeOf(routes.draft), (request, reply) =>
    inContext(request, 'draft', async (asker) => {
      await dropDraft(asker, draftIdOf(request));
      return reply.code(204).send();
    }),
  );

  app.post(routes.recipients, (request) => {
    const question = readBody(searchRecipients, request.body);
    return inContext(request, 'search', async (asker) => {
      const { body, outcome } = await findRecipients(parts, asker, question);
      metrics.countSources(outcome.sources);
      return answered(request, asker, recipients.parse({ context: asker.used.child.id, ...body }), outcome);
    });
  });
}

/** The element draws it: nothing that could be a number of somebody's. */
function draftIdOf(request: FastifyRequest): string {
  const id = idOf(request);
  if (!/^[\w-]{22,64}$/.test(id)) throw invalid('', 'not-an-id');
  return id;
}
