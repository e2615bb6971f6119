import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { appointments, contacts, family, institutions, opened, ppr } from '../src/section/testing/fixtures.ts';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));

/** What a page of the host loads, in this order, each a module script of its own. */
export type Script = 'elements' | 'elements-broken' | 'other-build' | 'own-lit';

/** A host page under a strict CSP with Trusted Types, and a gateway on another origin. */
export interface HostSite {
  readonly api: string;
  /** What the browser sent to the CSP's report address. */
  readonly reports: string[];
  /** Appended to the elements as `elements-broken`: a breach of rule 6, to see that it is noticed. */
  breach: string;
  page(...scripts: Script[]): string;
  close(): void;
}

export async function startHostSite(): Promise<HostSite> {
  const bundles: Record<Script, string> = {
    'elements': await readFile(`${dist}paa-tvaers.js`, 'utf8'),
    'elements-broken': '',
    'other-build': await otherBuild(),
    'own-lit': await hostsOwnLit(),
  };
  const reports: string[] = [];
  const gateway = createServer((request, response) => answerAsGateway(request, response)).listen(0, '127.0.0.1');
  const host = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://host');
    const name = pathname.slice(1).replace(/\.js$/, '') as Script;
    if (pathname === '/csp-report') {
      reports.push(await bodyOf(request));
      response.writeHead(204).end();
    } else if (pathname === '/') {
      const scripts = (searchParams.get('scripts') ?? '').split(' ').filter(Boolean);
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy(site.api) });
      response.end(html(site.api, scripts));
    } else if (name in bundles) {
      const text = name === 'elements-broken' ? `${bundles.elements}\n${site.breach}` : bundles[name];
      response.writeHead(200, { 'Content-Type': 'text/javascript; charset=utf-8' }).end(text);
    } else if (pathname === '/host.js' || pathname === '/host.css') {
      response.writeHead(200, { 'Content-Type': pathname.endsWith('js') ? 'text/javascript' : 'text/css' });
      response.end(pathname.endsWith('js') ? hostScript : hostStyles);
    } else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await Promise.all([gateway, host].map((server) => new Promise((resolve) => server.once('listening', resolve))));

  const site: HostSite = {
    api: origin(gateway),
    reports,
    breach: '',
    page: (...scripts) => `${origin(host)}/?scripts=${scripts.join('+')}`,
    close() {
      for (const server of [gateway, host]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
  return site;
}

function origin(server: ReturnType<typeof createServer>) {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function policy(api: string) {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `connect-src ${api}`,
    "require-trusted-types-for 'script'",
    "trusted-types paa-tvaers lit-html 'allow-duplicates'",
    'report-uri /csp-report',
  ].join('; ');
}

/** The widgets stand in a frame of fixed size, so that the host's own boxes can be compared with and without them. */
function html(api: string, scripts: string[]) {
  const tags = scripts.map((name) => `<script type="module" src="/${name}.js"></script>`).join('');
  const other = scripts.includes('other-build') ? '<other-case-overview></other-case-overview>' : '';
  return `<!doctype html><html lang="da"><head><meta charset="utf-8"><title>Værtssystem</title>
    <link rel="stylesheet" href="/host.css">${tags}<script type="module" src="/host.js"></script></head>
    <body><h1>Værtssystem</h1><p>Tekst med <a href="#x">henvisning</a>.</p><button type="button">Knap</button>
    <table><caption>Tabel</caption><tr><th>Kolonne</th><td>Celle</td></tr></table><input value="felt"><host-badge></host-badge>
    <div class="frame"><pt-context api-url="${api}"><pt-case-overview></pt-case-overview><pt-contacts></pt-contacts>
      <pt-child-band></pt-child-band><pt-appointments band="compact"></pt-appointments><pt-school-info band="compact"></pt-school-info>${other}</pt-context></div>
    </body></html>`;
}

const hostStyles = `html { font-size: 62.5%; } body { font: 1.4rem/1.4 serif; color: rgb(20 30 40); margin: 2rem; }
  button { border-radius: 0; text-transform: uppercase; } h1, p { margin: 0 0 1rem; } * { box-sizing: content-box; }
  .frame { position: absolute; inset: 30rem 0 auto 0; block-size: 60rem; overflow: auto; }`;

const hostScript = `
  const context = document.querySelector('pt-context');
  context.getToken = async () => 'e30.' + btoa(JSON.stringify({ iat: Date.now() / 1000, exp: Date.now() / 1000 + 300 })) + '.c2ln';
  context.purpose = 'treatment';
  context.child = { cpr: '0505149996' };
`;

/** The same sources as another release would come: another bundler's work, with a Lit of its own, also under a tag of the host's choice. */
async function otherBuild() {
  return bundled(`
    import '@paa-tvaers/elements/define.js';
    import { PtCaseOverview } from '@paa-tvaers/elements';
    customElements.define('other-case-overview', class extends PtCaseOverview {});
  `);
}

async function hostsOwnLit() {
  return bundled(`
    import { css, html, LitElement } from 'lit';
    class HostBadge extends LitElement {
      static styles = css\`b { color: rgb(1 2 3); }\`;
      render() { return html\`<b>Værtens egen Lit</b>\`; }
    }
    customElements.define('host-badge', HostBadge);
  `);
}

async function bundled(contents: string) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: dist },
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['production'],
    write: false,
  });
  return outputFiles[0]!.text;
}

function answerAsGateway(request: IncomingMessage, response: ServerResponse) {
  const now = new Date();
  const asked = `${request.method} ${request.url}`;
  const sources = [{ id: 'cases', state: 'ok', asOf: now.toISOString() }];
  const bodies: Record<string, unknown> = {
    'POST /v1/contexts': opened({ expires: new Date(now.getTime() + 8 * 3_600_000).toISOString() }),
    'GET /v1/cases': { context: 'context-1', state: 'ok', sources, items: [ppr, family] },
    'GET /v1/contacts': { context: 'context-1', state: 'ok', sources, items: contacts },
    'GET /v1/appointments': { context: 'context-1', state: 'ok', sources, items: appointments },
    'GET /v1/school': { context: 'context-1', state: 'ok', sources, items: institutions },
  };
  response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '');
  response.setHeader('Access-Control-Allow-Headers', request.headers['access-control-request-headers'] ?? '');
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, DELETE');
  if (request.method === 'OPTIONS') response.writeHead(204).end();
  else if (asked in bodies) response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(bodies[asked]));
  else response.writeHead(404).end();
}

async function bodyOf(request: IncomingMessage) {
  let text = '';
  for await (const part of request) text += part;
  return text;
}
