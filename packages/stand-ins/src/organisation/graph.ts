import { GraphQLError } from 'graphql';
import { kle } from '../world/kle.ts';
import { type Municipality, municipalities } from '../world/municipalities.ts';
import { stableUuid } from '../world/numbers.ts';
import { allUnits, allUsers, type Unit, type User, units } from '../world/units.ts';

/** What a query runs with. */
export interface Caller {
  /** The municipality of the token. */
  readonly cvr: string;
  /** Errors that stand beside data in the answer. */
  readonly warnings: { readonly message: string; readonly path: readonly (string | number)[] }[];
  /** Telephones cannot be fetched. */
  readonly partial: boolean;
}

interface Place {
  readonly path: { readonly key: string | number; readonly prev: Place['path'] | undefined };
}

/** Classification UUIDs of FK Organisation; role UUIDs are what a client should key on. */
export const addressRoles = {
  post: { uuid: '80b610c6-314b-485a-a014-a9a1d7070bc4', title: 'Postadresse' },
  email: { uuid: '2b670843-ce42-411a-8fb5-311dfdd5caf0', title: 'E-mail' },
  mobile: { uuid: '8dcfa714-5ed3-4000-b551-2ba520e7d8ad', title: 'Mobiltelefon' },
  phone: { uuid: '02826f64-5613-468e-ace5-3f089cb3ed20', title: 'Telefon' },
  phoneHours: { uuid: 'f6fd6117-c718-4254-a6f5-92538ad5a2f4', title: 'Telefontid' },
  contactHours: { uuid: 'f37e5877-1549-4b5d-a53b-819491f0b933', title: 'Åbningstid' },
  userEmail: { uuid: '5d13e891-162a-456b-abf2-fd9b864df96d', title: 'E-mail' },
  userPhone: { uuid: '5ef6be2d-59f4-4652-a680-585929924ba9', title: 'Telefon' },
} as const;

const addressType = '9b33c0a0-a566-4ec0-8200-325cb1e5bb9a';
/** `Udførende` was not seen: made up. */
export const taskRoles = { Ansvarlig: '2a5f38d8-7092-4b3f-85cc-7e272c3c4bb0', Udførende: '2a5f38d8-0000-4000-8000-000000000002' } as const;
const employedIn = '57553824-5ed0-4a64-b8aa-7e801df264f6';

const since = '2024-01-01T00:00:00+01:00';
const state = (inactive: boolean | undefined) => ({ status: inactive ? 'INAKTIV' : 'AKTIV', fraTidspunkt: since, tilTidspunkt: null });

interface Rolled {
  readonly rolle?: readonly string[] | null;
}

const among = (roles: readonly string[] | null | undefined, uuid: string) => !roles || roles.some((role) => role.toLowerCase() === uuid);

export function unitNode(unit: Unit): unknown {
  return {
    uuid: unit.uuid,
    enhedsnavn: unit.name,
    brugervendtNoegle: unit.key,
    tilstand: state(unit.inactive),
    tilhoerer: () => organisationNode(unit.municipality),
    overordnetEnhed: () => (unit.parent ? unitNode(allUnits.find(({ uuid }) => uuid === unit.parent) as Unit) : null),
    underliggendeEnheder: () => allUnits.filter(({ parent }) => parent === unit.uuid).map(unitNode),
    adresser: ({ rolle }: Rolled, caller: Caller, place: Place) =>
      addresses(
        unit.uuid,
        [
          [addressRoles.post, unit.address],
          [addressRoles.email, unit.email],
          [addressRoles.mobile, unit.mobile],
          [addressRoles.phone, unit.phone],
          [addressRoles.phoneHours, unit.phoneHours],
          [addressRoles.contactHours, unit.contactHours],
        ],
        { rolle, caller, place, titled: !unit.withoutRoleTitles },
      ),
    opgaver: () => (unit.tasks ?? []).flatMap(({ role, kle: subjects }) => subjects.map((subject) => taskNode(unit, role, subject))),
    itSystemer: [],
    medlemskaber: () =>
      allUsers
        .filter((user) => units[user.unit].uuid === unit.uuid && !user.inactive)
        .map((user) => ({ ...membership(user), bruger: () => userNode(user) })),
    henvendelsessteder: [],
  };
}

export function userNode(user: User): unknown {
  return {
    uuid: user.uuid,
    brugernavn: user.login,
    brugervendtNoegle: user.login,
    brugerTypeUuid: 'fe5bec29-0709-4b45-b935-2748ff554c7a',
    brugerTypeTitel: 'Intern bruger',
    tilstand: state(user.inactive),
    person: {
      uuid: stableUuid(`person|${user.uuid}`),
      navn: user.name,
      brugervendtNoegle: user.login,
      // The service agreement of the demo has SENAVN and not SECPR.
      cpr: () => {
        throw new GraphQLError('Serviceaftalen giver ikke adgang til feltet', { extensions: { classification: 'FORBIDDEN' } });
      },
    },
    adresser: ({ rolle }: Rolled, caller: Caller, place: Place) =>
      addresses(
        user.uuid,
        [
          [addressRoles.userEmail, user.email],
          [addressRoles.userPhone, user.phone],
        ],
        { rolle, caller, place, titled: true },
      ),
    harMedlemskab: () => (user.inactive ? [] : [{ ...membership(user), medlemAf: () => unitNode(units[user.unit]) }]),
  };
}

export function organisationNode(municipality: Municipality): unknown {
  const root = allUnits.find((unit) => unit.municipality === municipality && !unit.parent) as Unit;
  return {
    uuid: municipality.uuid,
    organisationsnavn: municipality.name,
    brugervendtNoegle: municipality.code,
    myndighed: { uuid: stableUuid(`authority|${municipality.code}`), myndighedskode: municipality.code },
    virksomhed: { uuid: stableUuid(`business|${municipality.cvr}`), cvrNummerTekst: municipality.cvr },
    organisationEnhed: () => unitNode(root),
  };
}

export const municipalityOf = (cvr: string) => municipalities.find((municipality) => municipality.cvr === cvr);

type Role = (typeof addressRoles)[keyof typeof addressRoles];

interface Asked {
  readonly rolle: readonly string[] | null | undefined;
  readonly caller: Caller;
  readonly place: Place;
  readonly titled: boolean;
}

function addresses(
  owner: string,
  all: readonly (readonly [Role, string | undefined])[],
  { rolle, caller, place, titled }: Asked,
): unknown[] {
  const phones: readonly string[] = [addressRoles.phone.uuid, addressRoles.mobile.uuid, addressRoles.userPhone.uuid];
  const held = all.filter(([role, text]) => text !== undefined && among(rolle, role.uuid));
  const sent = caller.partial ? held.filter(([role]) => !phones.includes(role.uuid)) : held;
  if (sent.length < held.length) caller.warnings.push({ message: 'Adresser kunne ikke hentes fuldt ud', path: pathOf(place) });
  return sent.map(([role, text], at) => ({
    uuid: stableUuid(`address|${owner}|${role.uuid}`),
    adresseTekst: text,
    brugervendtNoegle: null,
    adresseRolleTitel: () => {
      if (titled) return role.title;
      caller.warnings.push({ message: 'Klassifikation kunne ikke kontaktes', path: [...pathOf(place), at, 'adresseRolleTitel'] });
      return '';
    },
    klassifikation: { type: addressType, rolle: role.uuid, indeks: '1' },
  }));
}

function pathOf({ path }: Place): (string | number)[] {
  return path.prev ? [...pathOf({ path: path.prev }), path.key] : [path.key];
}

function taskNode(unit: Unit, role: keyof typeof taskRoles, subject: string): unknown {
  return {
    uuid: stableUuid(`task|${unit.uuid}|${subject}`),
    kleEmneNummer: subject,
    kleEmneTitel: kle[subject]?.title ?? null,
    opgaveRolleTitel: role,
    klassifikation: { type: stableUuid('task-type'), rolle: taskRoles[role], indeks: '1' },
  };
}

function membership(user: User) {
  return {
    uuid: stableUuid(`membership|${user.uuid}`),
    medlemskabRolleTitel: user.title,
    brugervendtNoegle: null,
    funktionsTypeUuid: employedIn,
    funktionsTypeTitel: 'Ansat i',
    start: since,
    slut: null,
  };
}
