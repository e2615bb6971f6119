import { employees } from '../world/employees.ts';
import { issuerAt } from './system.ts';
import { municipalities } from '../world/municipalities.ts';

/** The gateway's registration of the demo's organisations: one entry an organisation that has an employee. */
export function organisationsFor({ origins, identityUrl }: { readonly origins: readonly string[]; readonly identityUrl: string }) {
  return [...new Set(employees.map(({ org }) => org))].map((org) => {
    const own = employees.filter((employee) => employee.org === org);
    const municipality = municipalities.find(({ cvr }) => cvr === org);
    return {
      id: org,
      name: own[0]?.organisation as string,
      audiences: own.map(({ audience }) => audience),
      ...(municipality && { municipality: municipality.code, sor: municipality.sor }),
      issuers: [...new Set(own.map(({ issuer }) => issuer))].map((issuer) => issuerAt(identityUrl, issuer)),
      origins: [...origins],
      needBanner: true,
      acr: 'substantial' as const,
      mailbox: Object.fromEntries(own.map(({ unit }) => [unit, 'none' as const])),
      rateLimit: { perMinute: 600 },
    };
  });
}
