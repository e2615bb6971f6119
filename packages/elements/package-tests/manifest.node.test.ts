import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sectionStates } from '@paa-tvaers/contract';

// The manifest feeds editors, frameworks' types and the documentation: what it leaves out does not exist
// for a vendor, and what it names must be there.

interface Named {
  readonly name: string;
  readonly description?: string;
}
interface Declaration extends Named {
  readonly tagName?: string;
  readonly summary?: string;
  readonly members?: readonly (Named & { readonly kind: string; readonly inheritedFrom?: unknown })[];
  readonly attributes?: readonly Named[];
  readonly events?: readonly (Named & { readonly type?: { readonly text: string } })[];
  readonly cssParts?: readonly Named[];
  readonly cssProperties?: readonly Named[];
  readonly cssStates?: readonly Named[];
}

const elements = fileURLToPath(new URL('../', import.meta.url));
execFileSync(process.execPath, [join(elements, '../../scripts/build.mjs'), '--if-changed'], { stdio: 'pipe' });
const manifest = JSON.parse(readFileSync(join(elements, 'dist/custom-elements.json'), 'utf8')) as {
  modules: { path: string; declarations?: Declaration[] }[];
};
const tags = manifest.modules.flatMap(({ declarations = [] }) => declarations).filter(({ tagName }) => tagName);
const widgets = tags.filter(({ tagName }) => tagName !== 'pt-context');

const sources = globSync('src/**/*.ts', { cwd: elements })
  .filter((path) => !/\.test\.ts$|\/testing\//.test(path))
  .map((path) => readFileSync(join(elements, path), 'utf8'))
  .join('\n');

/** Every match of the pattern's first group in the sources. */
function inSources(pattern: RegExp): string[] {
  return [...new Set([...sources.matchAll(pattern)].flatMap(([, found]) => found!.split(/\s+/)))].sort();
}

function named(key: 'cssParts' | 'cssProperties' | 'cssStates' | 'events', of = tags): string[] {
  return [...new Set(of.flatMap((tag) => (tag[key] ?? []).map(({ name }) => name)))].sort();
}

test('names every tag that is registered, with a summary', () => {
  const registered = inSources(/(?:define|register)\(\s*'(pt-[a-z-]+)'/g);
  assert.deepEqual(tags.map(({ tagName }) => tagName).sort(), registered);
  for (const { tagName, summary, description } of tags) assert.ok(summary && description, `${tagName} has no summary or description`);
});

test('describes every attribute, property and method that a vendor may use', () => {
  const missing = tags.flatMap(({ tagName, members = [], attributes = [] }) =>
    [...members, ...attributes].filter(({ description }) => !description).map(({ name }) => `${tagName} ${name}`),
  );
  assert.deepEqual(missing, []);
});

test('names no member that is nobody’s but ours', () => {
  const inner = tags.flatMap(({ tagName, members = [] }) =>
    members.filter(({ name }) => /^[#_]/.test(name)).map(({ name }) => `${tagName} ${name}`),
  );
  assert.deepEqual(inner, []);
});

test('has every tag in the vendor’s reference, with the path that it is imported from', () => {
  const reference = readFileSync(join(elements, '../../docs/elements.md'), 'utf8');
  const { exports } = JSON.parse(readFileSync(join(elements, 'package.json'), 'utf8')) as { exports: Record<string, unknown> };
  const listed = [...reference.matchAll(/^\| `<(pt-[a-z-]+)>` \|.*\| `@paa-tvaers\/elements\/([a-z/.-]+)` \|$/gm)];
  assert.deepEqual(listed.map(([, tag]) => tag).sort(), tags.map(({ tagName }) => tagName).sort());
  for (const [, tag, path] of listed) {
    assert.ok(`./${path}` in exports, `${tag}: ${path} is no export`);
    assert.ok(`./${path!.replace('/define.js', '')}` in exports, `${tag} has no class to import`);
    assert.equal(`pt-${path!.replace('/define.js', '')}`, tag);
  }
  const parts = reference.split('\n## Parts\n')[1]!.split('\n## ')[0]!;
  for (const part of named('cssParts')) assert.match(parts, new RegExp(`\`${part}\``), `the part ${part} is not in the reference`);
});

test('names the parts that are in the templates', () => {
  assert.deepEqual(named('cssParts'), inSources(/\bpart="([a-z -]+)"/g));
});

test('names the custom properties that the styles read', () => {
  assert.deepEqual(named('cssProperties'), inSources(/var\((--pt-[a-z-]+)/g));
});

test('names the events that are fired', () => {
  assert.deepEqual(named('events'), inSources(/super\('(pt-[a-z-]+)'/g));
});

test('names the states of every widget: those of a section, those of the session, and what is passing', () => {
  const uncommented = sources.replace(/\/\*[\s\S]*?\*\//g, '');
  const union = /export type SessionPhase =([^;]+);/.exec(uncommented)![1]!;
  const phases = [...union.matchAll(/'([a-z-]+)'/g)].map(([, phase]) => phase!).filter((phase) => phase !== 'open');
  const states = [...new Set([...sectionStates, ...phases, 'loading', 'slow', 'stale', 'busy'])].sort();
  const others: Record<string, string[]> = {
    // The band has no section: its states are the session's.
    'pt-child-band': [...phases, 'open'].sort(),
    // The inbox has no child.
    'pt-inbox': states.filter((state) => !/^(opening|failed|closed|blocked|consent-needed)$/.test(state)),
  };
  for (const widget of widgets) {
    const own = others[widget.tagName!] ?? states;
    assert.deepEqual(named('cssStates', [widget]), own, widget.tagName);
  }
});

test('describes every part, custom property, event and state', () => {
  const missing = tags.flatMap((tag) =>
    (['cssParts', 'cssProperties', 'cssStates', 'events'] as const).flatMap((key) =>
      (tag[key] ?? []).filter(({ description }) => !description).map(({ name }) => `${tag.tagName} ${name}`),
    ),
  );
  assert.deepEqual(missing, []);
});

test('points to files that are published', () => {
  for (const { path } of manifest.modules) assert.ok(readFileSync(join(elements, path)).length > 0, path);
});
