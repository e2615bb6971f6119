import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { indexBundle } from '../fhir/bundle.ts';
import { isNode, type Node, text } from '../fhir/node.ts';
import { jsonAt, conformance } from './official.ts';

export interface OfficialInvariant {
  readonly key: string;
  readonly path: string;
  readonly profile: string;
  readonly package: string;
  readonly expression: string;
}

/** The invariants that hold for CareCommunication 5.0.4 and what it builds on; of one key the newest. */
export function officialInvariants(): readonly OfficialInvariant[] {
  const all = jsonAt(`${conformance}facts/invariants.json`) as unknown as readonly OfficialInvariant[];
  // 5.0.2's own texts of two invariants were replaced in 5.0.4; messaging 2.1.0 asks for a profile that is gone.
  const current = all.filter((one) => !one.package.startsWith('carecommunication 5.0.2') && !one.expression.includes('conformsTo'));
  return current.filter((one, index) => current.findIndex((other) => other.key === one.key && other.path === one.path) === index);
}

/**
 * Evaluates an invariant on an element of a message; references are followed inside it.
 *
 * @returns true only for exactly `[true]`: the weak invariants answer with nothing where they are broken
 */
export function holds(expression: string, base: string, value: unknown, of: { readonly resource: Node; readonly bundle: Node }): boolean {
  const { resolve } = indexBundle(of.bundle);
  const fn = (inputs: readonly unknown[]) =>
    inputs.flatMap((input) => {
      const data = isNode(input) && 'data' in input ? input.data : input;
      const found = resolve(typeof data === 'string' ? data : text(data as Node, 'reference'));
      return found ? [found.resource] : [];
    });
  // bdl-3 traces what it looks at; the test's output is no place for it.
  const options = { userInvocationTable: { resolve: { fn, arity: { 0: [] } } }, traceFn: () => undefined };
  const answer: unknown = fhirpath.evaluate(
    value as object,
    { base, expression },
    { resource: of.resource, rootResource: of.bundle, context: value as object },
    r4,
    options as never,
  );
  return Array.isArray(answer) && answer.length === 1 && answer[0] === true;
}
