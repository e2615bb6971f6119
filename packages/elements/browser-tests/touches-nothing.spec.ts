import { type Browser, expect, test } from '@playwright/test';
import { type HostSite, type Script, startHostSite } from './host-site.ts';
import { type Touched, visit } from './touched.ts';

// The elements live in pages that belong to others: under the host's CSP, beside its scripts, its Lit, and
// perhaps an older release of these elements. What they leave behind is listed here, and nothing else.

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
  const touched = await visit(page, site, ...scripts);
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
  expect(touched.requests).toEqual([`POST ${site.api}/v1/contexts`, `GET ${site.api}/v1/cases`, `GET ${site.api}/v1/contacts`]);
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
    if (scripts.includes('own-lit')) expect(touched.painted['host-badge']).toContain('Værtens egen Lit');
    // A widget of the other build, inside the <pt-context> of this one (or the other way round).
    if (scripts.includes('other-build')) expect(touched.painted['other-case-overview']).toContain('Team Skole Nord');
  });
}

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
