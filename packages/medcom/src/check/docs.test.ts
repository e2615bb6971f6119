import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { rules } from './check.ts';
import { profileRules } from './profile.ts';

test('docs/medcom.md has the rules as they are', () => {
  const docs = readFileSync(new URL('../../../../docs/medcom.md', import.meta.url), 'utf8');
  const tables = new Set(profileRules.map(({ id }) => id));
  const stated = [...docs.matchAll(/^\| `([\w-]+)` \| (?:profile|text|sender) \| .* \|$/gm)].map(([line]) => line);
  const expected = rules
    .filter(({ id }) => !tables.has(id))
    .map(({ id, level, da, source }) => `| \`${id}\` | ${level} | ${da} | ${source} |`);
  assert.deepEqual(stated, expected);
  assert.ok(docs.includes(`(${profileRules.length} rules)`));
});
