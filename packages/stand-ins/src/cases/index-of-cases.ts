import type { CaseFile, DemoChild, Progress, Sensitivity } from '../world/children.ts';
import { addDays } from '../world/dates.ts';
import { stableUuid } from '../world/numbers.ts';
import { type Unit, type User, units, users } from '../world/units.ts';

/** A case as the Sags- og Dokumentindeks holds it. */
export interface IndexedCase {
  readonly uuid: string;
  readonly number: string;
  readonly kle: string;
  readonly title: string;
  readonly alternativeTitle?: string;
  readonly sensitivity: Sensitivity;
  /** Days, `YYYY-MM-DD`. */
  readonly opened: string;
  /** In the order in which they are sent; the last one in time has no end. */
  readonly progress: readonly { readonly state: Progress; readonly from: string; readonly to?: string }[];
  readonly unit: Unit;
  readonly caseworker?: User;
  readonly primary: Party;
  readonly secondary: readonly Party[];
  /** Sikkerhedsprofil: units and users. */
  readonly onlyFor: readonly (Unit | User)[];
  readonly legacy: boolean;
}

export interface Party {
  readonly cpr: string;
  readonly name: string;
}

const unrelatedSubjects = ['29.12.04', '28.09.40', '29.15.04', '29.12.08'] as const;

/** All cases of all children; a child whose number cannot stand in the index (letters) has none. */
export function indexCases(children: readonly DemoChild[], today: string): readonly IndexedCase[] {
  return children
    .filter((child) => /^\d{10}$/.test(child.cpr))
    .flatMap((child) => [...unrelated(child), ...child.file.cases].map((file, at) => register(child, file, at, children, today)));
}

function unrelated(child: DemoChild): readonly CaseFile[] {
  return Array.from({ length: child.file.unrelated ?? 0 }, (_, at) => ({
    kle: unrelatedSubjects[at % unrelatedSubjects.length] as string,
    unit: 'korsbaekChildren',
    title: `Uvedkommende sag ${at + 1}`,
    sensitivity: 'IKKE_FORTROLIGE_DATA',
    opened: 20 + at * 5,
  }));
}

function register(child: DemoChild, file: CaseFile, at: number, children: readonly DemoChild[], today: string): IndexedCase {
  const opened = typeof file.opened === 'string' ? file.opened : addDays(today, -file.opened);
  const actors = { ...units, ...users } as Readonly<Record<string, Unit | User>>;
  return {
    uuid: stableUuid(`case|${child.id}|${at}`),
    number: `${file.kle}-G01-${100 + at}-${opened.slice(2, 4)}`,
    kle: file.kle,
    title: file.title,
    ...(file.alternativeTitle && { alternativeTitle: file.alternativeTitle }),
    sensitivity: file.sensitivity ?? 'FOELSOMME_PERSONOPLYSNINGER',
    opened,
    progress: course(file, opened, today),
    unit: units[file.unit],
    ...(file.caseworker && { caseworker: users[file.caseworker] }),
    primary: { cpr: child.cpr, name: child.name },
    secondary: children.filter(({ id }) => file.alsoParty?.includes(id)).map(({ cpr, name }) => ({ cpr, name })),
    onlyFor: (file.onlyFor ?? []).map((actor) => actors[actor] as Unit | User),
    legacy: file.legacy ?? false,
  };
}

function course(file: CaseFile, opened: string, today: string): IndexedCase['progress'] {
  const given = file.progress?.map(([state, days]) => ({ state, from: addDays(today, -days) }));
  const closing = file.closed === undefined ? [] : [{ state: 'Afsluttet' as const, from: addDays(today, -file.closed) }];
  const all = [...(given ?? [{ state: 'Opstaaet' as const, from: opened }]), ...closing];
  const starts = all.map(({ from }) => from).sort();
  return all.map((state) => {
    const next = starts[starts.indexOf(state.from) + 1];
    return next ? { ...state, to: next } : state;
  });
}
