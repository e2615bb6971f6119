import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Node } from '../fhir/node.ts';

/** MedCom's own packages, which stand beside the project where it is developed. */
export const conformance = fileURLToPath(new URL('../../../../../shared/conformance/medcom/', import.meta.url));

/** For `test(…, { skip })`: the tests over MedCom's data say why they did not run. */
export const skip = existsSync(conformance) ? false : 'MedCom’s conformance data is not beside this project (../shared/conformance/medcom)';

export function filesIn(folder: string, ending: string): readonly string[] {
  return readdirSync(conformance + folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => `${conformance}${folder}/${name}`);
}

export function jsonAt(path: string): Node {
  return JSON.parse(readFileSync(path, 'utf8')) as Node;
}

/** Every StructureDefinition with a snapshot, by its canonical URL. */
export function structureDefinitions(): ReadonlyMap<string, Node> {
  const folders = readdirSync(`${conformance}profiles`);
  const all = folders.flatMap((folder) =>
    filesIn(`profiles/${folder}`, '.json')
      .filter((path) => path.includes('StructureDefinition-'))
      .map(jsonAt),
  );
  return new Map(all.map((definition) => [String(definition.url), definition]));
}
