import { employees } from '../world/employees.ts';
import { issuerAt } from './system.ts';
import { municipalities } from '../world/municipalities.ts';
import { mailUnits, type SorUnit } from '../world/sor.ts';

/**
 * The gateway's registration of the demo's organisations: one entry an organisation that has an employee.
 *
 * @param box the gateway has the box of family services and of the social workers in psychiatry; else no unit writes
 */
export function organisationsFor({
  origins,
  identityUrl,
  box = false,
}: {
  readonly origins: readonly string[];
  readonly identityUrl: string;
  readonly box?: boolean;
}) {
  return [...new Set(employees.map(({ org }) => org))].map((org) => {
    const own = employees.filter((employee) => employee.org === org);
    const municipality = municipalities.find(({ cvr }) => cvr === org);
    return {
      id: org,
      name: own[0]?.organisation as string,
      audiences: [...new Set(own.map(({ audience }) => audience))],
      ...(municipality && { municipality: municipality.code, sor: municipality.sor }),
      issuers: [...new Set(own.map(({ issuer }) => issuer))].map((issuer) => issuerAt(identityUrl, issuer)),
      origins: [...origins],
      needBanner: true,
      acr: 'substantial' as const,
      units: box ? unitsOf(own[0]?.organisation as string) : [],
      rateLimit: { perMinute: 600 },
    };
  });
}

/** By the claim `unit` of its employees: where a unit has its box, and what it sends and receives under. */
function unitsOf(organisation: string) {
  return (Object.values(mailUnits) as readonly SorUnit[])
    .filter((unit) => unit.organisation === organisation && !unit.inactive)
    .map(({ claim, sor, gln, name, phone, system, takes }) => ({
      id: claim ?? sor,
      name,
      sor,
      ...(gln && { gln }),
      ...(phone && { phone }),
      // Who has a system that is played here, writes there; who has none, and a lokationsnummer, writes in the gateway.
      mailbox: takes ? (system ? ('host' as const) : ('gateway' as const)) : ('none' as const),
    }));
}
