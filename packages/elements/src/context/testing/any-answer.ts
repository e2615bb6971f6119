import type { Clock } from '../../client/clock.ts';
import { appointmentsBody, casesBody, contactsBody, openedBody, problemBody, type Request, schoolBody } from './fake-gateway.ts';

/** How many ways there are to answer. */
export const ways = 16;

const states = ['ok', 'ok', 'ok', 'ok', 'ok', 'partial', 'unavailable', 'denied', 'ok', 'ok'];
const bodies: Readonly<Record<string, typeof casesBody>> = {
  '/v1/cases': casesBody,
  '/v1/contacts': contactsBody,
  '/v1/appointments': appointmentsBody,
  '/v1/school': schoolBody,
};
const refusals: readonly ((request: Request) => void)[] = [
  (request) => request.answer(401, problemBody('token-expired', 401)),
  (request) => request.answer(410, problemBody('context-closed', 410)),
  (request) => request.answer(503, problemBody('unavailable', 503)),
  (request) => request.answer(200, '{"context":'),
  (request) => request.fail(),
  (request) => request.answer(403, problemBody('context-foreign', 403)),
];

/**
 * Answers in one of the ways: mostly well; the others are all that a network, a gateway and a wrong
 * server can do.
 *
 * @param contexts the child of each context that was opened, in their order
 * @param childOf the child that a request would open
 */
export function anyAnswer(
  request: Request,
  way: number,
  contexts: Map<string, string>,
  childOf: (body: Request['body']) => string | undefined,
  clock: Pick<Clock, 'now'>,
): void {
  const refuse = refusals[way - states.length];
  if (refuse) {
    refuse(request);
  } else if (request.method === 'POST') {
    const child = childOf(request.body);
    const context = `context-${contexts.size}`;
    if (child) contexts.set(context, child);
    if (child) request.answer(200, openedBody(context, child, clock));
    else request.fail();
  } else {
    const own = request.headers['Paa-Tvaers-Context']!;
    // The last way is a gateway that mixes its answers up: another child's, under that child's context.
    const [context, child] = way === states.length - 1 ? [...contexts][0]! : [own, contexts.get(own)!];
    // To a DELETE nobody listens: whatever comes must change nothing.
    const body = bodies[request.route] ?? contactsBody;
    request.answer(200, body(context, child, states[way]));
  }
}
