import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SourceUnavailable } from '@paa-tvaers/national';
import { createLog, withoutCpr } from './log.ts';

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog({ stream: { write: (line) => lines.push(line) } }));
  return lines.join('');
}

test('takes out whatever looks like a CPR number, as the last net', () => {
  assert.equal(withoutCpr('a 0505149996, b 050514-9996 c 0703921VJ4.'), 'a [cpr], b [cpr] c [cpr].');
  assert.ok(!logged((log) => log.info({ deep: { number: '0505149996' } }, 'for 050514-9996')).includes('9996'));
});

test('leaves trace ids, UUIDs, times and SOR numbers whole', () => {
  for (const text of [
    '0af7651916cd43dd8448eb211c80319c',
    '12345678901234567890123456789012',
    'c2bdc3c1-0123-4123-8123-012345678901',
    '2026-06-15T10:00:00.123Z',
    '325421000016001',
    '1781517600000',
  ])
    assert.equal(withoutCpr(text), text);
});

test('logs an error by class, code and frames; its message only where we wrote it', () => {
  const error = Object.assign(new SyntaxError('Unexpected token in {"name":"Josefine"}', { cause: new Error('Josefine') }), {
    code: '22P02',
  });
  const line = logged((log) => log.error({ err: error }, 'failed'));
  assert.ok(!line.includes('Josefine'));
  const { type, code, frames, cause } = JSON.parse(line).err;
  assert.deepEqual({ type, code, cause: cause.type }, { type: 'SyntaxError', code: '22P02', cause: 'Error' });
  assert.match(frames[0], /^at .*log\.test\.ts/);
  assert.match(
    logged((log) => log.error({ err: new SourceUnavailable('cases', 'timeout') })),
    /cases: timeout/,
  );
});

test('never writes a request or a response', () => {
  const line = logged((log) => log.info({ req: { url: '/?cpr=x', headers: { authorization: 'secret' } }, res: { secret: true } }, 'x'));
  assert.ok(!line.includes('secret') && !line.includes('/?cpr'));
});
