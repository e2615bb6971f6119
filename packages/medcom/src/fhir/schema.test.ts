import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { elementsOf, isNumber, isPrimitive } from './schema.ts';
import { table } from './schema-table.ts';

const declarations = readFileSync(createRequire(import.meta.url).resolve('@types/fhir/r4.d.ts'), 'utf8');

/** The members of an interface of @types/fhir: name, and type. */
function members(name: string): Map<string, string> {
  const [, body] = new RegExp(`export interface ${name}(?:<[^>]*>)?(?: extends \\w+)? \\{([\\s\\S]*?)\\n\\}`).exec(declarations) ?? [];
  assert.ok(body, name);
  const code = body.replace(/\/\*\*[\s\S]*?\*\//g, '');
  return new Map([...code.matchAll(/^ {2}(?:readonly )?(\w+)\??:\s*([^;]+);/gm)].map(([, member = '', type = '']) => [member, type]));
}

/** `Communication.payload` is `CommunicationPayload` there. */
const interfaceOf = (type: string) =>
  type
    .split('.')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');

test('each element of the table is in FHIR R4 as the table has it, and none is forgotten', () => {
  const bases = ['Element', 'BackboneElement', 'Resource', 'DomainResource'];
  for (const type of Object.keys(table).filter((name) => !bases.includes(name))) {
    const official = members(type === 'Duration' ? 'Quantity' : interfaceOf(type));
    const own = [...(elementsOf(type)?.values() ?? [])].filter(
      ({ name }) =>
        !['id', 'meta', 'implicitRules', 'language', 'text', 'contained', 'extension', 'modifierExtension'].includes(name) ||
        official.has(name),
    );
    for (const { name, many, type: stated } of own) {
      const found = official.get(name);
      if (found === undefined && type === 'Extension') continue;
      assert.ok(found, `${type}.${name}`);
      assert.equal(/\[\]/.test(found), many, `${type}.${name} ${found}`);
      if (isPrimitive(stated)) assert.equal(/number/.test(found), isNumber(stated), `${type}.${name} ${found}`);
      else if (stated !== 'xhtml' && stated !== 'Resource') assert.ok(found.includes(interfaceOf(stated)), `${type}.${name} ${found}`);
    }
    const forgotten = [...official.keys()].filter(
      (name) => !name.startsWith('_') && name !== 'resourceType' && name !== 'url' && !elementsOf(type)?.has(name),
    );
    // The rare types of an extension's value are kept, and guessed.
    assert.deepEqual(type === 'Extension' ? [] : forgotten, [], type);
  }
});

test('a type outside the table is no type, not even one of an object’s own', () => {
  for (const type of ['Observation', 'constructor', '__proto__', 'toString']) assert.equal(elementsOf(type), undefined);
});
