import { handlers, recordedAt, type Scenario, type ScenarioName, scenarios } from '@paa-tvaers/mocks';
import { delay, http, HttpResponse } from 'msw';
import { setupWorker } from 'msw/browser';

/** What no recording can hold: an answer that never comes, and one that fails when it is asked for again. */
export type Staged = 'loading' | 'stale' | 'stale-municipal' | 'inbox-down';

/** Each scenario answers at an address of its own, so that any number of them may stand on one page. */
export const apiUrl = (name: ScenarioName | Staged) => `${location.origin}/mock/${name}`;

let started: Promise<void> | undefined;

/** Puts the recorded answers where the gateway would be, and the clock at the moment when they were recorded. */
export function startMocks(): Promise<void> {
  started ??= start();
  return started;
}

async function start(): Promise<void> {
  const shift = Date.parse(recordedAt) - Date.now();
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...given: unknown[]) {
      super(...((given.length > 0 ? given : [Real.now() + shift]) as [number]));
    }
    static override now = () => Real.now() + shift;
  } as DateConstructor;

  const recorded = Object.entries(scenarios).flatMap(([name, scenario]) => handlers(scenario, apiUrl(name as ScenarioName)));
  const staged = [...loading(), ...stale('stale', scenarios.ok), ...stale('stale-municipal', scenarios.ppr), ...inboxDown()];
  const worker = setupWorker(...staged, ...recorded);
  await worker.start({ quiet: true, onUnhandledFrame: 'bypass', serviceWorker: { url: './mockServiceWorker.js' } });
  // On the first page of all the worker has started, and does not yet stand between this page and the network.
  const { serviceWorker } = navigator;
  if (!serviceWorker.controller)
    await new Promise((resolve) => serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
}

function loading() {
  const at = apiUrl('loading');
  return [
    http.get(`${at}/v1/:section`, async () => {
      await delay('infinite');
      return HttpResponse.error();
    }),
    ...handlers(scenarios.ok, at),
  ];
}

function inboxDown() {
  const at = apiUrl('inbox-down');
  return [http.get(`${at}/v1/inbox`, () => HttpResponse.error()), ...handlers(scenarios.correspondence, at)];
}

function stale(name: Staged, scenario: Scenario) {
  const at = apiUrl(name);
  const answered = new Set<string>();
  return [
    http.get(`${at}/v1/:section`, ({ params: { section } }) => {
      // Undefined: the handler below answers, this once.
      if (answered.has(String(section))) return HttpResponse.error();
      answered.add(String(section));
      return undefined;
    }),
    ...handlers(scenario, at),
  ];
}
