import { type Node, nodes } from '../fhir/node.ts';
import { profiles, systems } from '../terms.ts';
import { holds, officialInvariants } from './fhirpath.ts';
import { structureDefinitions } from './official.ts';
import { structureErrors } from './structure.ts';
import { valueSets } from './terminology.ts';

const careProfiles: Readonly<Record<string, string>> = {
  Bundle: profiles.message,
  MessageHeader: profiles.messageHeader,
  Communication: profiles.communication,
  Provenance: profiles.provenance,
  Patient: profiles.patient,
  Practitioner: profiles.practitioner,
  PractitionerRole: profiles.practitionerRole,
  CareTeam: profiles.careTeam,
  Encounter: profiles.encounter,
};
const acknowledgementProfiles: Readonly<Record<string, string>> = {
  Bundle: profiles.acknowledgement,
  MessageHeader: profiles.acknowledgementHeader,
  Provenance: profiles.messagingProvenance,
  OperationOutcome: profiles.operationOutcome,
};
/** Which of dk-core's invariants an identifier's system calls. */
const numberKeys: Readonly<Record<string, readonly string[]>> = {
  [systems.cpr]: ['cpr'],
  [systems.xEcpr]: ['x-ecpr'],
  [systems.dEcpr]: ['d-ecpr'],
  [systems.gln]: ['gln-length', 'gln-modulus-10'],
  [systems.sor]: ['min-digits-sor'],
};

/**
 * What the official profiles say of a message: the snapshots' structure, their invariants by fhirpath, those of
 * CareCommunication 5.0.4 and dk-core from the list of invariants. XHTML (txt-1, txt-2) is outside fhirpath.
 */
export function officialErrors(bundle: Node): readonly string[] {
  const definitions = definitionsByUrl();
  const resources = [bundle, ...nodes(bundle, 'entry').flatMap((entry) => nodes(entry, 'resource'))];
  const isAcknowledgement = JSON.stringify(resources[1] ?? {}).includes('acknowledgementHeader');
  const errors = resources.flatMap((resource) => {
    const definition = definitions.get(profileOf(resource, isAcknowledgement) ?? '');
    if (!definition) return [];
    const broken: string[] = [];
    const structure = structureErrors(definition, resource, definitions, codes(), (element, value, path) => {
      for (const constraint of nodes(element, 'constraint')) {
        const { key, expression, severity } = constraint as { key: string; expression?: string; severity: string };
        if (!expression) continue;
        if (
          severity === 'error' &&
          !/^txt-/.test(key) &&
          !expression.includes('conformsTo') &&
          !satisfies(expression, path, value, resource, bundle)
        )
          broken.push(key);
      }
    });
    return [...structure, ...broken];
  });
  return [...errors, ...listed(bundle, resources, isAcknowledgement)];
}

let known: ReadonlyMap<string, Node> | undefined;
const definitionsByUrl = () => {
  known ??= structureDefinitions();
  return known;
};
let sets: ReadonlyMap<string, ReadonlySet<string>> | undefined;
const codes = () => {
  sets ??= valueSets();
  return sets;
};

function profileOf(resource: Node, isAcknowledgement: boolean): string | undefined {
  const type = String(resource.resourceType);
  if (type !== 'Organization') return (isAcknowledgement ? acknowledgementProfiles : careProfiles)[type];
  return resource.id === 'afdeling-1' ? profiles.organization : profiles.messagingOrganization;
}

/** R4's bdl-8 answers with nothing where there is no fullUrl; R5 has put it right. */
const repaired: Readonly<Record<string, string>> = {
  "fullUrl.contains('/_history/').not()": "fullUrl.exists() implies fullUrl.contains('/_history/').not()",
};

function satisfies(expression: string, base: string, value: unknown, resource: Node, bundle: Node): boolean {
  try {
    return holds(repaired[expression] ?? expression, base, value, { resource, bundle });
  } catch {
    return false;
  }
}

/** The invariants that the snapshots here do not hold, or hold in an earlier wording. */
function listed(bundle: Node, resources: readonly Node[], isAcknowledgement: boolean): string[] {
  const invariants = officialInvariants();
  const onBundle = isAcknowledgement
    ? []
    : invariants.filter(({ path, profile }) => path === 'Bundle' && /careCommunication-message|messaging-message/.test(profile));
  const bundleKeys = onBundle.filter(({ expression }) => !satisfies(expression, 'Bundle', bundle, bundle, bundle)).map(({ key }) => key);
  const definitionUrl = invariants.find(({ key }) => key === 'medcom-carecommunication-definition-url');
  const rest = resources.flatMap((resource) => {
    const definition =
      resource.resourceType === 'MessageHeader' && !isAcknowledgement && typeof resource.definition === 'string'
        ? resource.definition
        : undefined;
    const isWrong =
      definition !== undefined &&
      definitionUrl &&
      !satisfies(definitionUrl.expression, 'MessageHeader.definition', definition, resource, bundle);
    const numbers = nodes(resource, 'identifier').flatMap((identifier) => {
      const keys = numberKeys[String(identifier.system)] ?? [];
      return invariants.filter(
        ({ key, expression }) =>
          keys.includes(key) &&
          !satisfies(expression.replace('value.matches', 'matches'), 'Identifier.value', identifier.value, resource, bundle),
      );
    });
    return [...(isWrong ? ['medcom-carecommunication-definition-url'] : []), ...numbers.map(({ key }) => key)];
  });
  return [...bundleKeys, ...rest];
}
