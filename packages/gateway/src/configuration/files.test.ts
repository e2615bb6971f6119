import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Environment } from '../policy/index.ts';
import { readFiles } from './files.ts';
import { Reader, type Variables } from './variables.ts';

function read(variables: Variables, environment: Environment = 'demo', network = false, port = 8080) {
  const reader = new Reader({ TOKEN_AUDIENCE: 'https://gateway.example', ...variables });
  return { ...readFiles(reader, environment, network, port), problems: reader.problems };
}

test('a demo needs neither scanner nor content origin', () => {
  assert.deepEqual(read({}, 'demo', true), { content: { port: 8082 }, problems: [] });
  assert.deepEqual(read({}, 'demo', true, 0).content, { port: 0 }, 'any free port, as the API has');
});

test('reaches clamd by its socket or over the network', () => {
  assert.deepEqual(read({ CLAMD_SOCKET: '/run/clamav/clamd.ctl' }).scanner, { path: '/run/clamav/clamd.ctl' });
  assert.deepEqual(read({ CLAMD_HOST: 'clamd', CLAMD_TIMEOUT: '5000' }).scanner, { host: 'clamd', port: 3310, timeout: 5000 });
  assert.deepEqual(read({ CLAMD_HOST: 'clamd', CLAMD_PORT: '4000' }).scanner, { host: 'clamd', port: 4000 });
});

test('outside a demo both must be there where messages are, and neither where there are none', () => {
  for (const environment of ['pilot', 'production'] as const) {
    assert.deepEqual(
      read({}, environment, true).problems.map((line) => line.split(' ')[0]),
      ['CLAMD_SOCKET', 'CONTENT_URL'],
    );
    assert.deepEqual(read({}, environment, false).problems, []);
    const whole = { CLAMD_SOCKET: '/run/clamd', CONTENT_URL: 'https://filer.example', CONTENT_PORT: '9000' };
    assert.deepEqual(read(whole, environment, true), {
      content: { port: 9000, url: 'https://filer.example' },
      scanner: { path: '/run/clamd' },
      problems: [],
    });
  }
});

test('says what is wrong', () => {
  const cases: [Variables, RegExp][] = [
    [{ CONTENT_PORT: 'x' }, /^CONTENT_PORT is not a port/],
    [{ CONTENT_URL: 'filer' }, /^CONTENT_URL is not an address/],
    [{ CONTENT_URL: 'http://filer.example' }, /^CONTENT_URL must begin with https/],
    [{ CONTENT_URL: 'https://gateway.example:8443' }, /^CONTENT_URL has the host name of TOKEN_AUDIENCE/],
    [{ CONTENT_URL: 'https://filer.example/files' }, /^CONTENT_URL has a path/],
    [{ CLAMD_TIMEOUT: '5000' }, /^CLAMD_SOCKET is not set: set it to the path of clamd’s socket, or set CLAMD_HOST$/],
    [{ CLAMD_HOST: 'clamd', CLAMD_SOCKET: '/run/clamd' }, /^CLAMD_SOCKET is set beside CLAMD_HOST/],
    [{ CLAMD_HOST: 'clamd', CLAMD_PORT: '70000' }, /^CLAMD_PORT is not a port/],
    [{ CLAMD_HOST: 'clamd', CLAMD_TIMEOUT: '1 s' }, /^CLAMD_TIMEOUT is not a time/],
  ];
  for (const [change, expected] of cases)
    assert.match(read(change, 'production').problems[0] ?? 'accepted', expected, Object.keys(change).join());
});
