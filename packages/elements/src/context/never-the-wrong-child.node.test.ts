import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import type * as store from './child-session.ts';
import { check, type Result } from './testing/interleavings.ts';

// `FC_SEED` repeats a run; `FC_RUNS` sets how long it is, `FC_FACTOR` makes it longer.
const seed = Number(process.env.FC_SEED ?? Date.now() & 0x7fffffff);
const runs = Number(process.env.FC_RUNS ?? 100_000 * Number(process.env.FC_FACTOR ?? 1));

// A worker each, with the next seed: half a million in one worker have run out of memory.
const part = 100_000;

test(`nothing of a child that is not current is ever seen, in ${runs} interleavings (FC_SEED=${seed})`, async (t) => {
  for (let done = 0; done < runs; done += part) {
    const started = performance.now();
    const workerData = { seed: seed + done / part, runs: Math.min(part, runs - done) };
    const worker = new Worker(new URL('./testing/interleavings-worker.ts', import.meta.url), { workerData });
    const [result] = (await once(worker, 'message')) as [Result];
    await worker.terminate();
    t.diagnostic(
      `seed ${workerData.seed}: ${result.runs} interleavings, ${result.sights} sights of a current child, ${Math.round(performance.now() - started)} ms`,
    );
    assert.equal(result.failure, undefined, result.failure);
    assert.equal(result.runs, workerData.runs);
    assert.ok(result.sights > workerData.runs, 'the current child is seen more than once a run on average');
  }
});

// Each rule taken out of the store, one by one: the same test has to see it.
const mutants: readonly (readonly [what: string, ...edits: readonly (readonly [file: string, from: string, to: string])[]])[] = [
  ['tells its followers a microtask later', ['child-session.ts', 'follower();', 'queueMicrotask(follower);']],
  ['keeps the sections of the child that is left', ['child-session.ts', 'this.#entries.clear();', '']],
  ['keeps the band of the child that is left', ['child-session.ts', 'this.#opened = undefined;', '']],
  [
    'lets a late opening in',
    ['child-session.ts', 'if (signal.aborted) return;\n    this.#opening', 'this.#opening'],
    ['limited.ts', "outer.addEventListener('abort', fail('aborted'), { signal: inner.signal });", ''],
  ],
  [
    'lets a late section in',
    ['child-session.ts', 'if (signal.aborted) return;\n    entry.flight', 'if (!this.#opened) return;\n    entry.flight'],
    ['limited.ts', "outer.addEventListener('abort', fail('aborted'), { signal: inner.signal });", ''],
  ],
  ['does not look at which context an answer names', ['child-session.ts', 'answer?.context !== context', '!answer']],
  [
    'opens another child without blanking first',
    ['child-session.ts', "this.#blank(this.#settings.child && this.#connected ? 'opening' : 'empty');", "this.#phase = 'opening';"],
  ],
  ['covers nothing on a hidden page', ['child-session.ts', 'const covered = (this.#hidden', 'const covered = (false']],
  [
    'asks for something while the page is hidden',
    [
      'store',
      "if (this.#phase !== 'open' || this.#hidden || underWay(entry)) return;",
      "if (this.#phase !== 'open' || underWay(entry)) return;",
    ],
    ['gateway.ts', 'if (this.asleep) return', 'if (false) return'],
    ['gateway.ts', 'if (this.asleep ||', 'if (false ||'],
  ],
  ['sends what it began before the page was hidden', ['gateway.ts', 'if (this.asleep ||', 'if (false ||']],
];

registerHooks({
  // A mutant's store brings the mutant's gateway with it.
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const query = context.parentURL?.match(/\?mutant=\d+$/);
    return query && specifier.startsWith('.') ? { ...resolved, url: resolved.url + query[0] } : resolved;
  },
  load(url, context, next) {
    const [file, at] = url.split('?mutant=') as [string, string?];
    const loaded = next(file, context);
    if (!at) return loaded;
    let text = readFileSync(new URL(file), 'utf8');
    for (const [where, from, to] of mutants[Number(at)]!.slice(1) as [string, string, string][]) {
      if (!file.endsWith(`/${where}`)) continue;
      assert.equal(text.split(from).length, 2, `the mutant's place is found once: ${from}`);
      text = text.replace(from, to);
    }
    return { ...loaded, source: text };
  },
});

for (const [at, [what]] of mutants.entries()) {
  test(`sees a store that ${what}`, async (t) => {
    const { ChildSession } = (await import(`./child-session.ts?mutant=${at}`)) as typeof store;
    const result = await check(ChildSession, 20_000, seed);
    assert.ok(result.failure, 'the broken store passed');
    t.diagnostic(`after ${result.runs} interleavings: ${result.failure.split('\n')[0]}`);
  });
}
