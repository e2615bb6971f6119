import { readdirSync } from 'node:fs';
import { type Node, nodes, text } from '../fhir/node.ts';
import { conformance, jsonAt } from './official.ts';

/** The codes of each official ValueSet that lists them, by its URL: bare, and as `system|code`. */
export function valueSets(): ReadonlyMap<string, ReadonlySet<string>> {
  const folder = `${conformance}profiles/terminology-2.0.1/`;
  const all = readdirSync(folder)
    .filter((name) => /^(?:ValueSet|CodeSystem)-/.test(name))
    .map((name) => jsonAt(folder + name));
  const codeSystems = new Map(all.filter(({ resourceType }) => resourceType === 'CodeSystem').map((one) => [one.url, conceptsOf(one)]));
  const sets = all.filter(({ resourceType }) => resourceType === 'ValueSet');
  return new Map(
    sets.flatMap((set) => {
      const includes = nodes(nodes(set, 'compose')[0], 'include');
      // A set by filter (encounter classes) lists nothing here.
      if (includes.some((include) => nodes(include, 'filter').length > 0)) return [];
      const codes = includes.flatMap((include) => {
        const listed = conceptsOf(include);
        const included = listed.length > 0 ? listed : (codeSystems.get(include.system) ?? []);
        return included.flatMap((code) => [code, `${String(include.system)}|${code}`]);
      });
      return [[String(set.url), new Set(codes)] as const];
    }),
  );
}

const conceptsOf = (owner: Node): string[] => nodes(owner, 'concept').flatMap((concept) => text(concept, 'code') ?? []);
