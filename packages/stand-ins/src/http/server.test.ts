import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { StandInServer } from './server.ts';

const played = {
  name: 'echo',
  answer: () => ({ status: 200, body: 'yes' }),
  error: () => ({ status: 500, body: '' }),
  garbled: () => ({ status: 200, body: '' }),
};

test('ends up as it was last told, however quickly it is told', async () => {
  const server = new StandInServer(played);
  await server.listen(0);
  await Promise.all([server.behave({ fault: 'down' }), server.behave({}), server.behave({ fault: 'down' })]);
  await assert.rejects(fetch(server.url));
  await Promise.all([server.behave({}), server.behave({ fault: 'down' }), server.behave({})]);
  assert.equal((await fetch(server.url)).status, 200);
  await server.close();
});

test('cuts off who is waiting when it goes down', async () => {
  const server = new StandInServer(played);
  await server.listen(0);
  await server.behave({ latency: 60_000 });
  const waiting = assert.rejects(fetch(server.url));
  while (server.requests === 0) await new Promise(setImmediate);
  await server.behave({ fault: 'down' });
  await waiting;
});

test('stays closed, whatever it is told afterwards', async () => {
  const server = new StandInServer(played);
  await server.listen(0);
  await Promise.all([server.close(), server.behave({})]);
  await assert.rejects(fetch(server.url));
});

test('tells who brings it back that its port was taken, and comes back when it is free', async () => {
  const server = new StandInServer(played);
  await server.listen(0);
  const { port } = new URL(server.url);
  await server.behave({ fault: 'down' });
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(Number(port), '127.0.0.1', resolve));
  await assert.rejects(server.behave({}), { code: 'EADDRINUSE' });
  await new Promise((resolve) => other.close(resolve));
  await server.behave({});
  assert.equal((await fetch(server.url)).status, 200);
  await server.close();
});
