import type { Draft, MailUnit as UnitAnswer } from '@paa-tvaers/contract';
import type { SaveDraft } from '@paa-tvaers/contract/requests';
import { GatewayProblem } from '../http/problem.ts';
import { closeDraft, draftsOf, type StoredDraft, saveDraft } from '../store/drafts.ts';
import { type Asker, draftOwner, type ReadingParts } from './reading.ts';
import { unitsBySor } from './units.ts';

/** One's own unsent texts about the child, the newest first. */
export async function listDrafts({ store, keys, sources }: ReadingParts, asker: Asker): Promise<Draft[]> {
  const drafts = await draftsOf(store.db, keys, draftOwner(asker), asker.facts.now);
  const units = await unitsBySor(
    sources.units,
    drafts.flatMap(({ to }) => to ?? []),
    asker.facts,
  );
  // One that SOR can't tell of now keeps its place: a draft must not lose its recipient.
  const unit = (sor: string): UnitAnswer => units.get(sor) ?? { sor, name: sor, kind: 'other', reach: 'unknown' };
  return drafts.map((draft) => answerOf(draft, unit));
}

/** @throws GatewayProblem `draft-closed` */
export async function keepDraft({ keys }: ReadingParts, asker: Asker, id: string, content: SaveDraft): Promise<void> {
  await asker.used.write(async (transaction) => {
    if (!(await saveDraft(transaction, keys, draftOwner(asker), id, content, asker.facts.now))) throw new GatewayProblem('draft-closed');
    return { result: undefined, outcome: { fields: [], sources: {}, outcome: 'saved', about: id } };
  });
}

/** Throws a draft away; what is saved in it later is refused. */
export async function dropDraft(asker: Asker, id: string): Promise<void> {
  await asker.used.write(async (transaction) => {
    await closeDraft(transaction, draftOwner(asker), id, asker.facts.now);
    return { result: undefined, outcome: { fields: [], sources: {}, outcome: 'dropped', about: id } };
  });
}

function answerOf({ savedAt, to, attachments, ...draft }: StoredDraft, unit: (sor: string) => UnitAnswer): Draft {
  // What a draft leaves out is absent in its JSON as well.
  const kept = Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined)) as Omit<typeof draft, never>;
  return {
    ...(kept as Pick<Draft, 'id' | 'kind' | 'text'>),
    ...(to && { to: to.map(unit) }),
    attachments: attachments.map((one) => ('file' in one ? { file: one.file, title: one.title } : { url: one.url, title: one.title })),
    savedAt: savedAt.toISOString(),
  };
}
