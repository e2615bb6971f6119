import { readFile } from 'node:fs/promises';
import { type Browser, expect, test } from '@playwright/test';
import { type HostSite, type Script, startHostSite } from './host-site.ts';
import { type Touched, visit } from './touched.ts';

// The elements live in pages that belong to others: under the host's CSP, beside its scripts, its Lit, and
// perhaps an older release of these elements. What they leave behind is listed here, and nothing else.

declare global {
  interface Window {
    held: Set<string>;
    clicked: string[];
    later: (() => void)[];
  }
}

let site: HostSite;
test.beforeAll(async () => {
  site = await startHostSite();
});
test.afterAll(() => site.close());

/** The same page again is not visited again. */
const visited = new Map<string, Promise<Touched>>();
function seen(browser: Browser, scripts: readonly Script[]): Promise<Touched> {
  const page = visited.get(scripts.join()) ?? look(browser, scripts);
  visited.set(scripts.join(), page);
  return page;
}

async function look(browser: Browser, scripts: readonly Script[]): Promise<Touched> {
  const page = await browser.newPage();
  const touched = await visit(page, site, scripts);
  await page.close();
  return touched;
}

/** Lit's versions, so that it can warn of two, and its decorators' metadata. (zod's settings: the page here has them already.) */
const globals = ['litElementVersions', 'litHtmlVersions', 'litPropertyMetadata', 'reactiveElementVersions'];
/** Lit's decorators fill in what browsers don't have yet. */
const builtins = ['Symbol.metadata'];

function expectUntouched(touched: Touched, without: Touched) {
  expect(touched.violations).toEqual([]);
  expect(touched.console).toEqual([]);
  expect(touched.globals.filter((name) => !globals.includes(name))).toEqual([]);
  expect(touched.builtins.filter((name) => !builtins.includes(name))).toEqual([]);
  expect(touched.storage).toEqual([]);
  const sections = ['cases', 'contacts', 'appointments', 'school'];
  const asked = [`POST ${site.api}/v1/contexts`, ...sections.map((section) => `GET ${site.api}/v1/${section}`)];
  // Which widget asks first is the order in which the scripts define them.
  expect(touched.requests.toSorted()).toEqual(asked.toSorted());
  expect(touched.document).toBe(without.document);
  expect(touched.zodConfig).toBe(without.zodConfig);
  expect(touched.styles).toEqual(without.styles);
}

test('the globals listed here are those that are made', async ({ browser }) => {
  const touched = await seen(browser, ['elements']);
  expect(touched.globals).toEqual(globals);
  expect(touched.builtins).toEqual(builtins);
});

const arrangements: Record<string, Script[]> = {
  'alone': ['elements'],
  'after the host’s own Lit': ['own-lit', 'elements'],
  'before the host’s own Lit': ['elements', 'own-lit'],
  'before another build of themselves': ['elements', 'other-build'],
  'after another build of themselves': ['other-build', 'elements'],
  'between the host’s own Lit and another build': ['own-lit', 'elements', 'other-build'],
};

for (const [where, scripts] of Object.entries(arrangements)) {
  test(`${where}: everything is painted under a strict CSP, and nothing of the host is touched`, async ({ browser }) => {
    const without = await seen(
      browser,
      scripts.filter((script) => script === 'own-lit'),
    );
    const touched = await seen(browser, scripts);
    expectUntouched(touched, without);
    expect(touched.painted['pt-case-overview']).toContain('Josefine Testperson');
    expect(touched.painted['pt-case-overview']).toContain('Team Skole Nord');
    expect(touched.painted['pt-contacts']).toContain('BUP Korsbæk');
    // As it reads after the build, which takes white space out of templates.
    expect(touched.painted['pt-child-band']).toContain('050514-•••• · bor i Korsbæk Kommune');
    expect(touched.painted['pt-appointments']).toContain('BUP Øveland, modtagelsen');
    expect(touched.painted['pt-school-info']).toContain('Korsbæk Øveskole');
    if (scripts.includes('own-lit')) expect(touched.painted['host-badge']).toContain('Værtens egen Lit');
    // A widget of the other build, inside the <pt-context> of this one (or the other way round).
    if (scripts.includes('other-build')) expect(touched.painted['other-case-overview']).toContain('Team Skole Nord');
  });
}

test('a calendar file is saved under a strict CSP and Trusted Types, and nothing of the host is touched', async ({ browser }) => {
  const without = await seen(browser, []);
  const page = await browser.newPage();
  await page.addInitScript(() => {
    const { createObjectURL, revokeObjectURL } = URL;
    const held = new Set<string>();
    const { setTimeout } = window;
    Object.assign(window, { held, clicked: [], later: [] });
    // The minute that the URL is kept for, for the test to end.
    window.setTimeout = ((run: () => void, wait?: number) =>
      wait === 60_000 ? window.later.push(run) : setTimeout(run, wait)) as typeof window.setTimeout;
    URL.createObjectURL = (blob) => {
      const url = createObjectURL.call(URL, blob);
      held.add(url);
      return url;
    };
    URL.revokeObjectURL = (url) => {
      held.delete(url);
      revokeObjectURL.call(URL, url);
    };
    addEventListener('click', (event) => window.clicked.push((event.composedPath()[0] as Element).localName), true);
  });
  let saved = '';
  const touched = await visit(page, site, ['elements'], async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Gem i kalender' }).first().click(),
    ]);
    expect(download.suggestedFilename()).toBe('aftale.ics');
    saved = await readFile(await download.path(), 'utf8');
    expect(await page.evaluate(() => window.held.size)).toBe(1);
    await page.evaluate(() => {
      for (const run of window.later) run();
    });
    expect(await page.evaluate(() => window.held.size), 'the object URL is revoked').toBe(0);
    expect(await page.evaluate(() => window.clicked), 'the user’s own click, and no other').toEqual(['button']);
    expect(await page.locator('pt-appointments a[download]').count()).toBe(0);
  });
  await page.close();
  expect(saved).toMatch(/^BEGIN:VCALENDAR\r\n[\s\S]*\r\nSUMMARY:Aftale\r\n[\s\S]*END:VCALENDAR\r\n$/);
  expect(saved).not.toMatch(/Josefine|Testperson|050514|Korsbæk|Prøvevej|12345660/);
  expectUntouched(touched, without);
});

// Each breach is appended to the elements' own file, to see that the check above would notice it.
const breaches: Record<string, [where: keyof Touched, script: string]> = {
  'eval': ['violations', 'try { new Function("") } catch {}'],
  'an inline style attribute': ['violations', 'document.querySelector("h1").setAttribute("style", "color: red");'],
  'markup from a string': ['violations', 'try { document.createElement("div").innerHTML = "<b></b>" } catch {}'],
  'a Trusted Types policy of another name': ['violations', 'try { trustedTypes.createPolicy("other", {}) } catch {}'],
  'telemetry': ['violations', 'fetch("https://telemetry.invalid/").catch(() => {});'],
  'a further request to the gateway': [
    'requests',
    `fetch(document.querySelector('pt-context').getAttribute('api-url') + '/v1/cases').catch(() => {});`,
  ],
  'console noise': ['console', 'console.debug("ready");'],
  'an uncaught error': ['console', 'setTimeout(() => { throw new Error("late") });'],
  'a global': ['globals', 'window.paaTvaers = {};'],
  'a patched builtin': ['builtins', 'Array.prototype.last = () => {};'],
  'local storage': ['storage', 'localStorage.getItem("draft");'],
  'session storage': ['storage', 'sessionStorage.draft;'],
  'IndexedDB': ['storage', 'indexedDB.open("draft");'],
  'a cookie': ['storage', 'document.cookie = "draft=1";'],
  'a global style sheet': ['document', 'document.adoptedStyleSheets = [new CSSStyleSheet()];'],
  'an attribute on the root': ['document', 'document.documentElement.dataset.theme = "dark";'],
  'a style of the host': [
    'styles',
    'const sheet = new CSSStyleSheet(); sheet.insertRule("h1 { letter-spacing: 1px }"); document.styleSheets[0].insertRule("h1 { letter-spacing: 1px }");',
  ],
  'zod’s shared settings': ['zodConfig', 'globalThis.__zod_globalConfig.jitless = true;'],
};

for (const [breach, [where, script]] of Object.entries(breaches)) {
  test(`the check notices ${breach}`, async ({ browser }) => {
    const [without, clean] = [await seen(browser, []), await seen(browser, ['elements'])];
    site.breach = script;
    const touched = await look(browser, ['elements-broken']);
    expect(touched[where]).not.toEqual(clean[where]);
    expect(() => expectUntouched(touched, without)).toThrow();
  });
}
