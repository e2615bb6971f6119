import type { DraftAuthor, DraftParty } from '@paa-tvaers/medcom';
import type { SorUnit, SystemId } from '../world/sor.ts';

/** A system behind mailboxes: who writes there, what it writes with, and how. */
export interface System {
  readonly author: (unit: SorUnit) => DraftAuthor;
  /** A specific sender (specifik afsender), which then is to be the recipient of what is answered. */
  readonly specificSender?: DraftParty;
  readonly reply: string;
  /** Format of the nth document that it sends. */
  readonly format: (nth: number) => 'xml' | 'json';
  /** Of the standard, as its messages state it; absent: as the builder has it. */
  readonly version?: '4.0';
}

const phoneOf = ({ phone }: SorUnit) => phone ?? '12345600';
const writer =
  (given: string, family: string, role: DraftAuthor['role']) =>
  (unit: SorUnit): DraftAuthor => ({ name: { given: [given], family }, role, phone: phoneOf(unit) });

const correspondentSystems: Readonly<Record<SystemId, System>> = {
  gp: {
    author: writer('Lars', 'Øvegaard', { code: 'speciallaegeipraksis' }),
    reply: 'Tak for jeres meddelelse. Vi ser barnet her i klinikken i næste uge og skriver igen bagefter.',
    format: () => 'xml',
  },
  hospital: {
    author: writer('Ida', 'Prøvelund', { code: 'overlaege' }),
    specificSender: { kind: 'team', team: 'Team Prøve' },
    reply: 'Tak for henvendelsen. Udredningen fortsætter som aftalt, og I hører fra os efter næste konference.',
    format: () => 'json',
  },
  ppr: {
    author: writer('Anders', 'Øvesen', { code: 'psykolog' }),
    reply: 'Tak. Vi tager det med til mødet med skolen og vender tilbage med en dato.',
    format: () => 'xml',
  },
  family: {
    author: writer('Nadia', 'Nabolev-Jensen', { text: 'Familierådgiver' }),
    reply: 'Tak for jeres meddelelse. Vi har noteret det på sagen og indkalder til netværksmøde.',
    format: () => 'json',
  },
  older: {
    author: writer('Tove', 'Gammelprøve', { code: 'laegesekretaer' }),
    reply: 'Modtaget. Lægen svarer, når hun er tilbage på torsdag.',
    format: (nth) => (nth % 2 === 0 ? 'xml' : 'json'),
    version: '4.0',
  },
};

export function systemOf({ system }: SorUnit): System {
  return correspondentSystems[system ?? 'gp'];
}
