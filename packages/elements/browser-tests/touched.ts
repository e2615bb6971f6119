import type { Page } from '@playwright/test';
import type { HostSite, Script } from './host-site.ts';

/** All that a page shows of having been touched. */
export interface Touched {
  /** Violations of the CSP or Trusted Types: what the page heard, and what was reported to the server. */
  violations: string[];
  console: string[];
  /** New names on `window`. */
  globals: string[];
  /** New or lost members of what was there: `Symbol.metadata`. */
  builtins: string[];
  /** Calls to web storage, IndexedDB, caches, cookies; also mere reading. */
  storage: string[];
  /** Requests beside those for the page itself. */
  requests: string[];
  /** Style sheets and elements of the document's head, attributes of html and body. */
  document: string;
  /** `globalThis.__zod_globalConfig`, which every zod on the page shares. */
  zodConfig: string;
  /** Computed styles of the host's own elements. */
  styles: Record<string, string>[];
  /** What stands in the widgets' shadow roots, by tag. */
  painted: Record<string, string>;
}

declare global {
  interface Window {
    watched: { violations: string[]; storage: string[]; globals: () => string[]; builtins: () => string[] };
  }
}

/** Opens the host's page with these scripts, waits until the widgets have painted and have been used, and says what was touched. */
export async function visit(page: Page, site: HostSite, scripts: readonly Script[], use = async () => {}): Promise<Touched> {
  const console: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => console.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => console.push(`error: ${error.message}`));
  page.on('request', (request) => requests.push(`${request.method()} ${request.url()}`));
  await page.addInitScript(watch);
  await page.goto(site.page(...scripts));
  if (scripts.some((script) => script !== 'own-lit')) {
    await page.getByText('Familieteam Vest').first().waitFor();
    await page.getByText('Lægehuset Prøvegade').first().waitFor();
    await page.getByText('Korsbæk Øveskole').first().waitFor();
    await page.getByText('BUP Øveland, modtagelsen').first().waitFor();
  }
  await use();
  // A violation is reported in a task of its own, and a breach may come late.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100))));
  const seen = await page.evaluate(inspect);
  const own = new URL(site.page()).origin;
  return {
    ...seen,
    violations: [...seen.violations, ...site.reports.splice(0)],
    console,
    requests: requests.filter((url) => !url.includes(own)),
  };
}

/** Runs in the page before anything else. */
function watch() {
  const violations: string[] = [];
  const storage: string[] = [];
  const membersOf = () => {
    const members = new Set<string>();
    for (const name of Object.getOwnPropertyNames(window)) {
      const value = Object.getOwnPropertyDescriptor(window, name)?.value;
      if (typeof value !== 'function') continue;
      for (const key of Reflect.ownKeys(value)) members.add(`${name}.${String(key)}`);
      for (const key of value.prototype ? Reflect.ownKeys(value.prototype) : []) members.add(`${name}.prototype.${String(key)}`);
    }
    return members;
  };
  const difference = (now: Iterable<string>, before: Set<string>) => {
    const after = new Set(now);
    return [
      ...[...after].filter((name) => !before.has(name)),
      ...[...before].filter((name) => !after.has(name)).map((name) => `-${name}`),
    ].sort();
  };
  (globalThis as { __zod_globalConfig?: unknown }).__zod_globalConfig = { customError: undefined, setByTheHost: true };
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, sample }) =>
    violations.push(`${violatedDirective} ${sample}`),
  );

  const wrap = (owner: object, name: string, told: string) => {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    for (const kind of ['value', 'get', 'set'] as const) {
      const original = descriptor?.[kind];
      if (typeof original !== 'function') continue;
      descriptor![kind] = function (this: unknown, ...parameters: unknown[]) {
        storage.push(told);
        return original.apply(this, parameters);
      };
    }
    Object.defineProperty(owner, name, descriptor!);
  };
  for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches', 'cookieStore']) if (name in window) wrap(window, name, name);
  wrap(Document.prototype, 'cookie', 'cookie');

  window.watched = { violations, storage, globals: () => [], builtins: () => [] };
  const names = new Set(Object.getOwnPropertyNames(window));
  const members = membersOf();
  window.watched.globals = () => difference(Object.getOwnPropertyNames(window), names);
  // Chromium fills in members of its own (the console of the developer tools) when it likes: only what scripts add counts.
  window.watched.builtins = () =>
    difference(
      [...membersOf()].filter((member) => names.has(member.split('.')[0]!)),
      members,
    );
}

/** Runs in the page when all is painted. */
function inspect() {
  const { violations, storage, globals, builtins } = window.watched;
  const attributes = (element: Element) => [...element.attributes].map(({ name, value }) => `${name}=${value}`).join(' ');
  const hosts = [...document.querySelectorAll<HTMLElement>('html, body, body > *')];
  const text = (root: ParentNode): string =>
    [...root.querySelectorAll('*')].map((element) => (element.shadowRoot ? text(element.shadowRoot) : '')).join(' ') +
    (root instanceof ShadowRoot ? (root.textContent ?? '') : '');
  const widgets = document.querySelectorAll(
    'pt-case-overview, pt-contacts, pt-child-band, pt-appointments, pt-school-info, other-case-overview, host-badge',
  );
  return {
    violations,
    storage: [...new Set(storage)],
    globals: globals(),
    builtins: builtins(),
    zodConfig: JSON.stringify((globalThis as { __zod_globalConfig?: unknown }).__zod_globalConfig),
    document: JSON.stringify({
      adopted: document.adoptedStyleSheets.length,
      sheets: document.styleSheets.length,
      head: [...document.head.children].map(({ localName }) => localName).filter((name) => name !== 'script'),
      html: attributes(document.documentElement),
      body: attributes(document.body),
      children: document.body.children.length,
      title: document.title,
    }),
    styles: hosts.map((element) => {
      const computed = getComputedStyle(element);
      return Object.fromEntries([...computed].map((name) => [`${element.localName} ${name}`, computed.getPropertyValue(name)]));
    }),
    painted: Object.fromEntries(
      [...widgets].map((widget) => [widget.localName, widget.shadowRoot ? text(widget.shadowRoot).replace(/\s+/g, ' ') : '']),
    ),
  };
}
