import { type BundleIndex, indexBundle } from '../fhir/bundle.ts';
import { isNode, type Node, text } from '../fhir/node.ts';
import { organisationOf } from '../message/parts.ts';
import type { AddressedOrganisation, DraftParty } from './draft.ts';
import { careTeam, organization, practitioner, practitionerRole } from './resources.ts';

/**
 * The resources of a message under construction. What comes from earlier messages keeps its id and its content; where
 * two of them use one id for different things, the later one gets a new id, and what refers to it follows.
 */
export class Pool {
  readonly #resources = new Map<string, Node>();
  readonly #newId: () => string;
  /** The one patient, once it is there. */
  patient: string | undefined;

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  /** All but what the caller places itself, in the order they came. */
  get resources(): readonly Node[] {
    return [...this.#resources.values()];
  }

  add(make: (id: string) => object): string {
    const id = this.#newId();
    return this.put(make(id) as Node, id);
  }

  put(resource: Node, id: string): string {
    const reference = `${text(resource, 'resourceType')}/${id}`;
    this.#resources.set(reference, resource);
    return reference;
  }

  /** The unit: the one that is there already where numbers and name are the same. */
  organisation(unit: AddressedOrganisation): string {
    for (const [reference, resource] of this.#resources) {
      const { sor, gln, name } = organisationOf(resource);
      if (resource.resourceType === 'Organization' && sor === unit.sor && gln === unit.gln && name === unit.name) return reference;
    }
    return this.add((id) => organization(id, unit));
  }

  person(name: Parameters<typeof practitioner>[1], role: Parameters<typeof practitionerRole>[1]['role'], belongsTo?: string): string {
    const who = this.add((id) => practitioner(id, name));
    return this.add((id) => practitionerRole(id, { practitioner: who, role, ...(belongsTo && { organization: belongsTo }) }));
  }

  party(party: DraftParty, belongsTo: string): string {
    if (party.kind === 'team') return this.add((id) => careTeam(id, party.team, belongsTo));
    return this.person(party.name, party.role, belongsTo);
  }

  /** Carries resources of an earlier message over, with all that they refer to; headers stay behind. */
  carrier(bundle: Node): {
    readonly index: BundleIndex;
    readonly carry: <Value>(value: Value) => Value;
    readonly carryResource: (resource: Node) => Node;
  } {
    const index = indexBundle(bundle);
    const taken = new Map<string, string>();
    const take = (reference: string): string => {
      const entry = index.resolve(reference);
      const type = text(entry?.resource, 'resourceType');
      if (!entry || !type || type === 'MessageHeader' || type === 'Communication') return reference;
      // A message is about one child: the patients of several messages are made one before anything is carried.
      if (type === 'Patient' && this.patient) return this.patient;
      const key = `${type}/${text(entry.resource, 'id')}`;
      const known = taken.get(key);
      if (known) return known;
      taken.set(key, key);
      const carried = carryResource(entry.resource);
      const there = this.#resources.get(key);
      const id = text(entry.resource, 'id');
      if (there && !sameContent(there, carried))
        taken.set(
          key,
          this.add((newId) => withoutNarrative({ ...carried, id: newId })),
        );
      else if (!there) this.put(carried, id ?? this.#newId());
      return taken.get(key) ?? key;
    };
    const carry = <Value>(value: Value): Value => {
      if (Array.isArray(value)) return value.map(carry) as Value;
      if (!isNode(value)) return value;
      const copy = Object.entries(value).map(([name, child]) => [
        name,
        name === 'reference' && typeof child === 'string'
          ? take(child)
          : name === 'text' && isNode(child) && 'div' in child
            ? child
            : carry(child),
      ]);
      return Object.fromEntries(copy) as Value;
    };
    // A narrative names what the resource refers to: where that got a new name, it is written anew.
    const carryResource = (resource: Node): Node => {
      const copy = carry(resource);
      return sameContent(resource, copy) ? copy : withoutNarrative(copy);
    };
    return { index, carry, carryResource };
  }
}

export function withoutNarrative({ text: _narrative, ...rest }: Node): Node {
  return rest;
}

/** Narratives and profiles aside: they say nothing of their own. */
function sameContent(a: Node, b: Node): boolean {
  const bare = ({ text: _text, meta: _meta, ...rest }: Node) => JSON.stringify(sorted(rest));
  return bare(a) === bare(b);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isNode(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, child]) => [name, sorted(child)]),
  );
}
