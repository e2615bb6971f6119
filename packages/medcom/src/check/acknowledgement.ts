import { referencedMessage } from '../fhir/bundle.ts';
import { nodes, text } from '../fhir/node.ts';
import { profiles } from '../terms.ts';
import type { Report, Rule } from './finding.ts';
import { checkProvenanceTimes } from './history.ts';
import { hasProfile } from './invariants.ts';
import type { Subject } from './subject.ts';

const profile = (id: string, da: string): Rule => ({ id, level: 'profile', da, source: 'Acknowledgement 2.0.3' });
const strict = (id: string, da: string): Rule => ({ id, level: 'text', da, source: 'Acknowledgement 2.0.3, MedCom 040' });

export const acknowledgementRules: readonly Rule[] = [
  profile('medcom-acknowledgement-1', 'En kvittering, der ikke er positiv, skal have en begrundelse (OperationOutcome).'),
  profile('medcom-acknowledgement-2', 'Den første ressource skal være et meddelelseshoved med kvitteringens profil.'),
  profile('medcom-messaging-3', 'Hver Provenance skal have MedComs profil.'),
  strict('acknowledgement-provenances', 'En kvittering skal have præcis to Provenances: meddelelsens og sin egen.'),
  strict('acknowledgement-own', 'Præcis én Provenance skal gælde selve kvitteringen.'),
  strict('acknowledgement-activity', 'Kvitteringens egen Provenance skal være en kvittering.'),
  strict('acknowledgement-message', 'Kvitteringens Provenance nævner en anden meddelelse end den, der kvitteres for.'),
  strict('acknowledgement-agent', 'Kvitteringens egen Provenance nævner en anden organisation end afsenderen.'),
  strict('acknowledgement-details', 'Henvisningen til begrundelsen mangler.'),
];

export function checkAcknowledgement({ index, header }: Subject, report: Report): void {
  const first = index.entries[0];
  if (first?.resource.resourceType !== 'MessageHeader' || !hasProfile(first.resource, profiles.acknowledgementHeader))
    report('medcom-acknowledgement-2', first?.path ?? 'Bundle.entry');
  const code = text(header?.resource, 'response', 'code');
  const outcomes = index.of('OperationOutcome');
  if (code && code !== 'ok' && outcomes.length === 0) report('medcom-acknowledgement-1', `${header?.path}.response`);
  if (code && code !== 'ok' && outcomes.length > 0 && !text(header?.resource, 'response', 'details', 'reference'))
    report('acknowledgement-details', `${header?.path}.response`);
  checkProvenances({ index, header }, report);
}

function checkProvenances({ index, header }: Pick<Subject, 'index' | 'header'>, report: Report): void {
  const provenances = index.of('Provenance');
  if (provenances.length === 0) report('medcom-messaging-2', 'Bundle.entry');
  for (const { resource, path } of provenances)
    if (![profiles.messagingProvenance, profiles.provenance].some((one) => hasProfile(resource, one)))
      report('medcom-messaging-3', `${path}.meta.profile`);
  if (provenances.length > 0 && provenances.length !== 2) report('acknowledgement-provenances', 'Bundle.entry');
  for (const entry of provenances) checkProvenanceTimes(entry, report);

  const id = text(header?.resource, 'id');
  const own = provenances.filter(({ resource }) => referencedMessage(text(resource, 'target', 'reference')) === id);
  if (provenances.length > 0 && own.length !== 1) report('acknowledgement-own', own[1]?.path ?? 'Bundle.entry');
  const [current] = own;
  if (!current || own.length > 1) return;
  const { resource, path } = current;
  if (text(resource, 'activity', 'coding', 'code') !== 'acknowledgement') report('acknowledgement-activity', `${path}.activity`);
  const revision = nodes(resource, 'entity').find(({ role }) => role === 'revision');
  const about = text(header?.resource, 'response', 'identifier');
  if (about && referencedMessage(text(revision, 'what', 'reference')) !== about) report('acknowledgement-message', `${path}.entity`);
  const agent = index.resolve(text(resource, 'agent', 'who', 'reference'));
  const sender = index.resolve(text(header?.resource, 'sender', 'reference'));
  if (agent && sender && agent !== sender) report('acknowledgement-agent', `${path}.agent[0].who`);
}
