import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * One origin of the demo: the files of a folder, and the routes of its backend.
 *
 * @param {object} site
 * @param {string} site.folder what is served: the file types above, nothing hidden
 * @param {Record<string, Buffer>} [site.files] single files from elsewhere, by path; held in memory, so that a build under way does not matter
 * @param {string} site.policy the Content-Security-Policy of every answer
 * @param {Record<string, Route>} site.routes by `METHOD /path`; one that ends in `/` takes a last segment
 * @param {number} site.port
 * @returns {Promise<import('node:http').Server>} listening on 127.0.0.1
 *
 * @typedef {(request: { body: any, cookies: Map<string, string>, last: string }) => Reply | Promise<Reply>} Route
 * @typedef {{ status?: number, body?: unknown, headers?: Record<string, string> }} Reply
 */
export async function serveSite({ folder, files = {}, policy, routes, port }) {
  const security = {
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  };

  const server = createServer(async (request, response) => {
    const {
      status = 200,
      body,
      headers,
    } = await answer(request).catch((error) => {
      console.error(`${request.method} ${request.url}: ${error.message}`);
      return { status: 500 };
    });
    const json = body !== undefined && !Buffer.isBuffer(body);
    response.writeHead(status, { ...security, ...(json && { 'Content-Type': 'application/json' }), ...headers });
    response.end(json ? JSON.stringify(body) : body);
  });

  /** @returns {Promise<Reply>} */
  async function answer(request) {
    const { pathname } = new URL(request.url, 'http://site');
    const [, before, last] = /^(.*\/)([^/]*)$/.exec(pathname);
    const route = routes[`${request.method} ${pathname}`] ?? (before !== '/' && routes[`${request.method} ${before}`]);
    if (!route) return request.method === 'GET' ? file(decodeURIComponent(pathname)) : { status: 404 };
    // The session is a cookie: another site must not be able to spend it.
    if (request.method !== 'GET' && request.headers['sec-fetch-site'] !== 'same-origin') return { status: 403 };
    return route({ body: await readJson(request), cookies: readCookies(request), last: decodeURIComponent(last) });
  }

  /** @returns {Promise<Reply>} */
  async function file(pathname) {
    const name = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    const type = types[extname(name)];
    const path = join(folder, name);
    if (!type || !path.startsWith(folder + sep) || /\/\.|\0/.test(name)) return { status: 404 };
    const body = files[name] ?? (await readFile(path).catch(() => undefined));
    return body ? { body, headers: { 'Content-Type': type } } : { status: 404 };
  }

  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return server;
}

/** Ends at once: connections that a browser keeps open must not hold Ctrl-C. */
export function closeSite(server) {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
}

async function readJson(request) {
  let text = '';
  for await (const part of request) {
    text += part;
    if (text.length > 10_000) throw new Error('body too large');
  }
  return text ? JSON.parse(text) : undefined;
}

function readCookies(request) {
  return new Map((request.headers.cookie ?? '').split('; ').map((pair) => pair.split('=', 2)));
}
