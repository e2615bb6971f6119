import { resolve } from 'node:path';
import { startStandIns, type SystemName, systems } from './start.ts';

/** `PORT_CASES`, `PORT_ORGANISATION`, `PORT_ORGANISATION_TOKEN`, …; `TODAY`; `AUDIENCE`; `STAND_IN_APPOINTMENTS`; `STAND_IN_NETWORK`, `NETWORK_TOKEN`. */
function readPort(system: SystemName): number {
  const name = `PORT_${system.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
  const port = Number(process.env[name] ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new RangeError(`${name} is not a port`);
  return port;
}

const { TODAY: today, AUDIENCE: audience, STAND_IN_APPOINTMENTS: folder, STAND_IN_NETWORK: kept, NETWORK_TOKEN: token } = process.env;
const { INIT_CWD: from = '.' } = process.env;
// npm runs this in the package; a folder is named from where npm was called. Set and empty is a mistake to be told.
const appointmentsDirectory = folder && resolve(from, folder);
const ports = Object.fromEntries(systems.map((system) => [system, readPort(system)]));
const standIns = await startStandIns({
  ports,
  ...(today && { today }),
  ...(audience && { audience }),
  ...(appointmentsDirectory !== undefined && { appointmentsDirectory }),
  network: { letters: true, ...(token && { token }), ...(kept && { directory: resolve(from, kept) }) },
});

console.log(`cases               ${standIns.cases.url}
organisation        ${standIns.organisation.url}
organisation token  ${standIns.organisation.tokenUrl}
person              ${standIns.person.url}
identity            ${standIns.identity.url}
control             ${standIns.control.url}
appointments        ${standIns.appointments.url}
repository          ${standIns.appointments.repositoryUrl}
school              ${standIns.school.url} (${standIns.school.systemId})
network             ${standIns.network.url} (${standIns.network.token})
units               ${standIns.units.url}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void standIns.close());
