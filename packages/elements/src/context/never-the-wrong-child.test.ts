import { expect } from '@open-wc/testing';
import '../define.ts';
import { check } from './testing/dom-interleavings.ts';

// `FC_SEED` repeats a run; `FC_RUNS` sets how long it is, `FC_FACTOR` makes it longer.
const { FC_SEED, FC_RUNS, FC_FACTOR } = (await (await fetch('/environment.json')).json()) as Record<string, string | undefined>;
const seed = Number(FC_SEED ?? Date.now() & 0x7fffffff);
// What differs between the engines is small, and Chromium is the fastest of them.
const usual = navigator.userAgent.includes('Chrome/') ? 5_000 : 500;
const runs = Number(FC_RUNS ?? usual * Number(FC_FACTOR ?? 1));

const widgets = ['pt-appointments', 'pt-case-overview', 'pt-child-band', 'pt-contacts', 'pt-school-info'];

describe('never the wrong child, in the DOM', () => {
  it(`nothing of a child that is not a widget's own is ever in the page, in ${runs} interleavings (FC_SEED=${seed})`, async function () {
    this.timeout(3_600_000);
    const result = await check(['probe-widget', ...widgets], runs, seed);
    console.log(`FC_SEED=${seed}: ${result.runs} interleavings, ${result.sights} sights of a current child`);
    expect(result.failure).to.equal(undefined);
    expect(result.runs).to.equal(runs);
    // A page that never shows anybody would pass too.
    expect(result.sights).to.be.greaterThan(runs);
  });

  // Widgets that do what ours must not: the same test has to see them.
  for (const [tag, what] of [
    ['lazy-widget', 'updates when Lit would, a microtask later'],
    ['consumer-widget', 'follows in the same task, but keeps what @lit/context gave it when it is moved'],
  ] as const) {
    it(`sees a widget that ${what}`, async function () {
      this.timeout(300_000);
      const { failure } = await check([tag, tag, tag], 2_000, seed);
      // Which of the two is seen first depends on the seed.
      expect(failure).to.match(/a child that is not|still holds a child/);
    });
  }
});
