import type { XmlElement } from './read.ts';

/**
 * What an element may hold: the part of a schema that a request is held to. Written by hand from the
 * XSD, since the stand-ins also run where the specifications are not.
 */
export interface Shape {
  /** In the order of the schema; a `choice` may come in any order. */
  readonly children?: readonly Particle[];
  readonly choice?: readonly Particle[];
  /** Simple content, matched in full. */
  readonly text?: RegExp;
  /** Not looked into: parts that no search of ours uses. */
  readonly any?: true;
}

export interface Particle {
  readonly namespace: string;
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly shape: Shape | (() => Shape);
}

/** Breaks the schema. Names elements, never quotes their text. */
export class ShapeBroken extends Error {
  override readonly name = 'ShapeBroken';
}

/** @throws ShapeBroken with the wording of the usual schema validator */
export function checkShape(element: XmlElement, shape: Shape): void {
  if (shape.any) return;
  if (shape.text) {
    if (element.children.length > 0)
      throw new ShapeBroken(`cvc-type.3.1.2: Element '${element.name}' is a simple type, so it must have no element children.`);
    if (!shape.text.test(element.text)) throw new ShapeBroken(`cvc-type.3.1.3: The value of element '${element.name}' is not valid.`);
    return;
  }
  if (element.text.trim() !== '')
    throw new ShapeBroken(
      `cvc-complex-type.2.3: Element '${element.name}' cannot have character children, because the type's content type is element-only.`,
    );
  if (shape.choice) checkChoice(element, shape.choice);
  else checkSequence(element, shape.children ?? []);
}

function checkSequence(element: XmlElement, particles: readonly Particle[]): void {
  let at = 0;
  for (const particle of particles) {
    let seen = 0;
    for (; seen < particle.most && matches(element.children[at], particle); seen += 1, at += 1)
      checkShape(element.children[at] as XmlElement, resolve(particle));
    if (seen < particle.least) throw unexpected(element, element.children[at], particle);
  }
  const rest = element.children[at];
  if (rest) throw unexpected(element, rest, undefined);
}

function checkChoice(element: XmlElement, particles: readonly Particle[]): void {
  for (const inner of element.children) {
    const particle = particles.find((one) => matches(inner, one));
    if (!particle) throw unexpected(element, inner, undefined);
    checkShape(inner, resolve(particle));
  }
}

const matches = (element: XmlElement | undefined, particle: Particle) =>
  element?.name === particle.name && element.namespace === particle.namespace;

const resolve = (particle: Particle) => (typeof particle.shape === 'function' ? particle.shape() : particle.shape);

function unexpected(parent: XmlElement, found: XmlElement | undefined, wanted: Particle | undefined): ShapeBroken {
  const expected = wanted ? ` One of '{"${wanted.namespace}":${wanted.name}}' is expected.` : '';
  return new ShapeBroken(
    found
      ? `cvc-complex-type.2.4.a: Invalid content was found starting with element '{"${found.namespace}":${found.name}}' in '${parent.name}'.${expected}`
      : `cvc-complex-type.2.4.b: The content of element '${parent.name}' is not complete.${expected}`,
  );
}
