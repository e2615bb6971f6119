import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What is counted. Labels are routes, states and types only: never an id, an organisation or a number. */
export class Metrics {
  readonly registry = new Registry();
  readonly requests = this.#counter('requests_total', 'Requests answered.', ['route', 'method', 'status']);
  readonly aborted = this.#counter('requests_aborted_total', 'Requests whose caller was gone before the answer.', ['route']);
  readonly problems = this.#counter('problems_total', 'Problems answered, by type.', ['type']);
  readonly sections = this.#counter('sections_total', 'Sections answered, by state.', ['dataflow', 'state']);
  readonly sources = this.#counter('source_answers_total', 'How each source stood in the answers.', ['source', 'state']);
  readonly changes = this.#counter('changes_told_total', 'Changes told on streams, by kind.', ['kind']);
  readonly streams = new Gauge({
    name: 'paa_tvaers_change_streams_open',
    help: 'Streams of changes that are open.',
    registers: [this.registry],
  });
  readonly duration = new Histogram({
    name: 'paa_tvaers_request_seconds',
    help: 'Seconds from request to answer.',
    labelNames: ['route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5],
    registers: [this.registry],
  });

  /** @param openContexts asked at each scrape; the figure is left out where it fails */
  constructor(openContexts: () => Promise<number>) {
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: 'paa_tvaers_contexts_open',
      help: 'Child contexts that are open.',
      registers: [this.registry],
      async collect() {
        this.set(await openContexts().catch(() => Number.NaN));
      },
    });
  }

  countSources(states: Readonly<Record<string, string>>): void {
    for (const [source, state] of Object.entries(states)) this.sources.inc({ source, state });
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name: `paa_tvaers_${name}`, help, labelNames, registers: [this.registry] });
  }
}
