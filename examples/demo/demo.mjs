import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { organisationsFor, startStandIns, systems } from '@paa-tvaers/stand-ins';
import { bundleApplication } from './application.mjs';
import { configureGateway } from './configuration.mjs';
import { gatewayProcess, importEmployees } from './gateway.mjs';
import { hostBackend } from './host-backend.mjs';
import { hosts, roleOf, unknownChild } from './hosts.mjs';
import { PortTaken, claim } from './ports.mjs';
import { closeSite, serveSite } from './site.mjs';
import { createSwitches } from './switches.mjs';

export { PortTaken };

const elementsFile = (name) => new URL(`../../packages/elements/dist/${name}`, import.meta.url);
const iconFile = new URL('icon.svg', import.meta.url);
const folderOf = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

/**
 * Starts the stand-ins, the gateway over them, the hosts and the start page.
 *
 * @param {object} options
 * @param {number} options.port the first port
 * @param {string} options.folder where the demo's data lie
 * @param {string} [options.appointments] a folder of APD-DK documents to serve in place of the built-in ones
 * @throws PortTaken
 */
export async function startDemo({ port, folder, appointments }) {
  const ports = {
    start: port,
    ...Object.fromEntries(hosts.map(({ id }, index) => [id, port + 1 + index])),
    gateway: port + 10,
    ops: port + 11,
    content: port + 12,
    ...Object.fromEntries(systems.map((system, index) => [system, port + 20 + index])),
  };
  await claim(Object.values(ports));
  const icon = await readFile(iconFile);
  const pages = await Promise.all(hosts.map(filesOf));
  const origin = (name) => `http://127.0.0.1:${ports[name]}`;

  const standIns = await startStandIns({ ports, network: { letters: true }, ...(appointments && { appointmentsDirectory: appointments }) });
  const log = join(folder, 'gateway.log');
  const sites = [];
  let gateway;
  const stop = async () => {
    await Promise.all([...sites.map(closeSite), gateway?.stop()]);
    await standIns.close();
  };

  try {
    const organisations = organisationsFor({ origins: hosts.map(({ id }) => origin(id)), identityUrl: standIns.identity.url, box: true });
    const { environment, employeesFile } = await configureGateway({ folder, standIns, ports, organisations });
    await importEmployees({ environment, file: employeesFile });
    gateway = gatewayProcess({ environment, readyUrl: `${origin('ops')}/health/ready`, log });
    await gateway.start();

    const { employees } = standIns;
    const children = [...standIns.children, unknownChild];
    const switches = createSwitches({ control: standIns.control.url, gateway });
    const mailboxes = new Map(organisations.flatMap(({ units }) => units).map(({ id, mailbox }) => [id, mailbox]));
    const employeesOf = (host) => employees.filter(({ audience }) => host.audiences.includes(audience));

    for (const [index, host] of hosts.entries()) {
      sites.push(
        await serveSite({
          folder: folderOf(host.id),
          files: { '/icon.svg': icon, ...pages[index] },
          policy: strictPolicy({ connect: origin('gateway'), trustedTypes: "paa-tvaers lit-html 'allow-duplicates'" }),
          port: ports[host.id],
          routes: hostBackend({
            id: host.id,
            apiUrl: origin('gateway'),
            startUrl: origin('start'),
            employees: employeesOf(host).map(({ id, name, title, purpose, unit }) => ({
              id,
              name,
              title,
              purpose,
              mailbox: mailboxes.get(unit),
            })),
            children: children.map(({ name, birthDate, cpr }) => ({ name, birthDate, cpr })),
            purpose: (employee) => switches.signing().purpose ?? employee.purpose,
            sign: (employee) => signToken(standIns.identity.url, employee, switches.signing()),
          }),
        }),
      );
    }

    const overview = {
      hosts: hosts.map((host) => ({
        id: host.id,
        name: host.name,
        about: host.about,
        employees: employeesOf(host).map((one) => ({
          id: one.id,
          name: one.name,
          role: roleOf(one),
          url: `${origin(host.id)}/sign-in/${one.id}`,
        })),
      })),
      children: children.map(({ name, age, story }) => ({ name, age, story })),
    };
    sites.push(
      await serveSite({
        folder: folderOf('start-page'),
        files: { '/icon.svg': icon },
        policy: strictPolicy({ trustedTypes: "'none'" }),
        port: ports.start,
        routes: {
          'GET /demo/state': () => ({ body: { ...overview, switches: switches.list() } }),
          'PUT /demo/switches/': async ({ last, body }) => {
            await switches.set(last, body.value);
            return { status: 204 };
          },
        },
      }),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: origin('start'), log, stop };
}

/** What a host serves of the elements: one of the single files, or its own bundle of them. */
async function filesOf({ id, elements, application }) {
  return application ? bundleApplication(`${id}/${application}`) : { [`/${elements}`]: await readFile(elementsFile(elements)) };
}

/** Nothing but the page's own files and the gateway; no inline code or style, no string becomes markup. */
function strictPolicy({ connect = '', trustedTypes }) {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${connect}`.trim(),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${trustedTypes}`,
  ].join('; ');
}

async function signToken(identityUrl, { id }, { fault, overrides }) {
  const answer = await fetch(`${identityUrl}/token`, { method: 'POST', body: JSON.stringify({ employee: id, fault, overrides }) });
  if (!answer.ok) throw new Error(`the identity stand-in answered ${answer.status}`);
  return (await answer.json()).token;
}
