import assert from 'node:assert/strict';
import { test } from 'node:test';
import { absent } from '../src/testing/postgres.ts';
import { runChaos } from './chaos.ts';

const messages = Number(process.env.CHAOS_MESSAGES ?? 40);
const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 2 ** 31);

test(`of ${messages} messages none is lost, shown twice or without its receipt, whatever is killed and whatever the network does`, {
  skip: absent,
}, async (context) => {
  const kills = Math.max(2, Math.round(messages / 200));
  const { delivered } = await runChaos({ messages, seed, kills, log: (line) => context.diagnostic(line) });
  assert.equal(delivered, messages);
});
