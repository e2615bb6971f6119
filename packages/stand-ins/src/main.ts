import { startStandIns, type SystemName, systems } from './start.ts';

/** `PORT_CASES`, `PORT_ORGANISATION`, `PORT_ORGANISATION_TOKEN`, …; `TODAY`; `AUDIENCE`. */
function readPort(system: SystemName): number {
  const name = `PORT_${system.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
  const port = Number(process.env[name] ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new RangeError(`${name} is not a port`);
  return port;
}

const { TODAY: today, AUDIENCE: audience } = process.env;
const ports = Object.fromEntries(systems.map((system) => [system, readPort(system)]));
const standIns = await startStandIns({ ports, ...(today && { today }), ...(audience && { audience }) });

console.log(`cases               ${standIns.cases.url}
organisation        ${standIns.organisation.url}
organisation token  ${standIns.organisation.tokenUrl}
person              ${standIns.person.url}
identity            ${standIns.identity.url}
control             ${standIns.control.url}
appointments        ${standIns.appointments.url}
repository          ${standIns.appointments.repositoryUrl}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void standIns.close());
