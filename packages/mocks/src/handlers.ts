import { problemType, routes } from '@paa-tvaers/contract';
import { http, HttpResponse } from 'msw';
import type { Answer, Scenario } from './scenario.ts';

/**
 * Handlers for msw that answer as the gateway did when the scenario was recorded, in a browser
 * (`setupWorker` of `msw/browser`) and in Node (`setupServer` of `msw/node`).
 *
 * @param apiUrl the gateway's origin, as `api-url` has it; left out: any origin
 */
export function handlers(scenario: Scenario, apiUrl = '*') {
  const at = (route: string) => apiUrl + route;
  return [
    http.post(at(routes.contexts), () => reply(scenario.opening)),
    http.delete(at(routes.context), () => new HttpResponse(null, { status: 204 })),
    http.get(at(routes.cases), () => reply(scenario.cases ?? notOpened)),
    http.get(at(routes.contacts), () => reply(scenario.contacts ?? notOpened)),
    http.get(at(routes.appointments), () => reply(scenario.appointments ?? notOpened)),
    http.get(at(routes.school), () => reply(scenario.school ?? notOpened)),
  ];
}

// Where the child could not be opened there is no context to ask in.
const notOpened: Answer = {
  status: 400,
  body: { type: problemType('context-missing'), title: 'The header Paa-Tvaers-Context is missing', status: 400, trace: '0'.repeat(32) },
};

function reply({ status, body }: Answer) {
  return HttpResponse.json(body as Record<string, unknown>, {
    status,
    headers: { 'Cache-Control': 'no-store', ...(status >= 400 && { 'Content-Type': 'application/problem+json' }) },
  });
}
