import type { Citizen } from '../person/register.ts';
import type { DemoChild, SchoolFile } from '../world/children.ts';
import { type Institution, institutions } from '../world/institutions.ts';
import { stableUuid } from '../world/numbers.ts';

/** A child as Unilogin's user database (Brugerdatabasen) has it. */
export interface Pupil {
  readonly userId: string;
  readonly child: DemoChild;
  readonly enrolments: readonly (SchoolFile & { readonly at: Institution })[];
  readonly contacts: readonly { readonly relation: 'Mor' | 'Far' | 'Andet'; readonly cpr: string | undefined; readonly userId: string }[];
  readonly door: string;
}

/** Children with a school, day-care or club; a replacement number is a number here. */
export function enrol(children: readonly DemoChild[], citizens: ReadonlyMap<string, Citizen>): readonly Pupil[] {
  return children
    .filter(({ file }) => file.school?.length)
    .map((child) => {
      const citizen = citizens.get(child.cpr);
      return {
        userId: userId(child.file.given, child.id),
        child,
        enrolments: (child.file.school ?? []).map((one) => ({ ...one, at: institutions[one.institution] })),
        contacts: (citizen?.custody ?? []).map(({ relation, cpr }) => ({
          relation: relation.startsWith('mor') ? 'Mor' : relation.startsWith('far') ? 'Far' : 'Andet',
          // "_uden" is custody without a known number.
          cpr: relation.endsWith('_uden') ? undefined : cpr,
          userId: userId('kont', `${child.id}|${relation}`),
        })),
        door: citizen?.door ?? '1',
      };
    });
}

/** Four letters and four characters more, as user ids are. */
function userId(name: string, seed: string): string {
  const letters = name
    .toLowerCase()
    .replace(/[^a-z]/g, '')
    .padEnd(4, 'x')
    .slice(0, 4);
  return letters + stableUuid(`unilogin|${seed}`).slice(0, 4);
}
