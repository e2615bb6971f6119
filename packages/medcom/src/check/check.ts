import { type Entry, indexBundle } from '../fhir/bundle.ts';
import { type Node, nodes, text, values } from '../fhir/node.ts';
import { acknowledgementRules, checkAcknowledgement } from './acknowledgement.ts';
import { checkDatatypes, datatypeRules } from './datatypes.ts';
import { collector, type Finding, type Report, type Role, type Rule } from './finding.ts';
import { checkHistory, historyRules } from './history.ts';
import { checkInvariants, invariantRules } from './invariants.ts';
import { checkNarratives, narrativeRules } from './narrative.ts';
import { checkNumbers, numberRules } from './numbers.ts';
import { checkProfile, profileRules } from './profile.ts';
import type { ProfileName } from './rows.ts';
import { checkStrict, strictRules } from './strict.ts';
import { type Subject, subjectOf } from './subject.ts';

const basicRules: readonly Rule[] = [
  { id: 'not-a-message', level: 'profile', da: 'Filen er ikke en FHIR-meddelelse (Bundle).', source: 'CareCommunication 5.0, Bundle' },
];

/** Every rule that a message can break. */
export const rules: readonly Rule[] = [
  ...basicRules,
  ...datatypeRules,
  ...profileRules,
  ...invariantRules,
  ...numberRules,
  ...narrativeRules,
  ...strictRules,
  ...historyRules,
  ...acknowledgementRules,
];

const byId = new Map(rules.map((rule) => [rule.id, rule]));

/**
 * Holds a message or an acknowledgement against the profiles, their invariants and what the standard says beyond them.
 *
 * @param role whether the message was received, or is about to be sent: the sender is asked more
 * @returns in the order of the rules; a message may be taken in, or sent, when none is an `error`
 */
export function check(bundle: Node, role: Role): readonly Finding[] {
  const { findings, report } = collector(byId, role);
  if (bundle.resourceType !== 'Bundle') {
    report('not-a-message', String(text(bundle, 'resourceType') ?? ''));
    return findings;
  }
  const subject = subjectOf(indexBundle(bundle));
  checkProfile('Bundle', bundle, 'Bundle', report);
  checkDatatypes(bundle, 'Bundle', report);
  if (bundle.entry !== undefined && !Array.isArray(bundle.entry)) report('fhir-list', 'Bundle.entry');
  const actors = actorsOf(subject);
  for (const entry of subject.index.entries) checkResource(subject, actors, entry, report);
  if (subject.kind === 'message') {
    checkInvariants(subject, report);
    checkHistory(subject, report);
  } else checkAcknowledgement(subject, report);
  checkNumbers(subject, report);
  checkStrict(subject, report);
  checkNarratives(subject, report);
  return findings;
}

function checkResource(subject: Subject, actors: ReadonlySet<Node>, { resource, path }: Entry, report: Report): void {
  checkDatatypes(resource, path, report);
  const profile = profileOf(subject, actors, resource);
  if (profile) checkProfile(profile, resource, path, report);
}

/** What a resource is held against follows from its part in the message, not from what it claims to be. */
function profileOf({ kind, header, communication }: Subject, actors: ReadonlySet<Node>, resource: Node): ProfileName | undefined {
  switch (resource.resourceType) {
    case 'MessageHeader':
      if (resource !== header?.resource) return undefined;
      return kind === 'message' ? 'MessageHeader' : 'AcknowledgementHeader';
    case 'Communication':
      return resource === communication?.resource ? 'Communication' : undefined;
    case 'Provenance':
      return kind === 'message' ? 'Provenance' : 'MessagingProvenance';
    case 'Organization':
      return actors.has(resource) || claimsMessaging(resource) ? 'MessagingOrganization' : 'Organization';
    case 'Patient':
    case 'Practitioner':
    case 'PractitionerRole':
    case 'CareTeam':
    case 'Encounter':
    case 'OperationOutcome':
      return resource.resourceType;
    default:
      return undefined;
  }
}

/** Who sends, receives or did something needs a GLN; who merely is named does not. */
function actorsOf({ index, header }: Subject): ReadonlySet<Node> {
  const references = [
    text(header?.resource, 'sender', 'reference'),
    ...nodes(header?.resource, 'destination').map((destination) => text(destination, 'receiver', 'reference')),
    ...index.of('Provenance').flatMap(({ resource }) => nodes(resource, 'agent').map((agent) => text(agent, 'who', 'reference'))),
  ];
  return new Set(references.map((reference) => index.resolve(reference)?.resource).filter((resource) => resource !== undefined));
}

function claimsMessaging(organisation: Node): boolean {
  const claimed = nodes(organisation, 'meta').flatMap((meta) => values(meta, 'profile'));
  return claimed.some((one) => typeof one === 'string' && one.includes('medcom-messaging-organization'));
}
