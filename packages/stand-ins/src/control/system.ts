import { type Answer, type Behaviour, type Fault, json, type Played, type Received, type StandInServer } from '../http/server.ts';

// Any page may turn these switches: they move toys on 127.0.0.1, and hold nothing.
const open = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, PUT, DELETE',
  'Access-Control-Allow-Headers': 'Content-Type',
};
const longestLatency = 60_000;

/**
 * Switches the faults of the systems, and counts their requests.
 *
 * `GET /faults` · `PUT /faults/{system}` `{latency?: ms, fault?, rates?}` · `DELETE /faults` · `GET /requests` ·
 * `DELETE /requests` sets the counts to 0. Rates are left as they are where they are not named.
 */
export function playControl(servers: ReadonlyMap<string, StandInServer>): Played {
  return {
    name: 'control',
    error: () => json(500, {}),
    garbled: () => json(500, {}),
    answer: async (request) => {
      const answered = await answer(servers, request);
      return { ...answered, headers: { ...answered.headers, ...open } };
    },
  };
}

async function answer(servers: ReadonlyMap<string, StandInServer>, request: Received): Promise<Answer> {
  if (request.method === 'OPTIONS') return { status: 204, body: '' };
  const system = request.path.match(/^\/faults\/([A-Za-z]+)$/)?.[1];
  switch (`${request.method} ${system ? '/faults/{system}' : request.path}`) {
    case 'GET /faults':
      return json(200, state(servers));
    case 'DELETE /faults':
      await Promise.all([...servers.values()].map((server) => server.behave({})));
      for (const { played } of servers.values()) played.rates?.reset();
      return json(200, state(servers));
    case 'PUT /faults/{system}':
      return set(servers, servers.get(system as string), request.body);
    case 'GET /requests':
      return json(200, counts(servers));
    case 'DELETE /requests':
      for (const server of servers.values()) server.requests = 0;
      return json(200, counts(servers));
    default:
      return json(404, { error: 'not found' });
  }
}

function state(servers: ReadonlyMap<string, StandInServer>) {
  return Object.fromEntries(
    [...servers].map(([name, { behaviour, possible, played }]) => [
      name,
      { ...behaviour, possible, ...(played.rates && { rates: played.rates.values }) },
    ]),
  );
}

function counts(servers: ReadonlyMap<string, StandInServer>) {
  return Object.fromEntries([...servers].map(([name, server]) => [name, server.requests]));
}

async function set(servers: ReadonlyMap<string, StandInServer>, server: StandInServer | undefined, body: string): Promise<Answer> {
  if (!server) return json(404, { error: `system is one of ${[...servers.keys()].join(', ')}` });
  const behaviour = readBehaviour(server, body);
  if (typeof behaviour === 'string') return json(400, { error: behaviour });
  await server.behave(behaviour);
  return json(200, state(servers));
}

function readBehaviour(server: StandInServer, body: string): Partial<Behaviour> | string {
  let asked: unknown;
  try {
    asked = JSON.parse(body);
  } catch {
    return 'the body is not JSON';
  }
  if (typeof asked !== 'object' || asked === null) return 'the body is not an object';
  const { latency = 0, fault = 'none', rates } = asked as Record<string, unknown>;
  if (typeof latency !== 'number' || !(latency >= 0 && latency <= longestLatency)) return `latency is 0 to ${longestLatency} milliseconds`;
  if (!server.possible.some((one) => one === fault)) return `fault is one of ${server.possible.join(', ')}`;
  const wrong = setRates(server, rates);
  return wrong ?? { latency, fault: fault as Fault };
}

function setRates({ played }: StandInServer, rates: unknown): string | undefined {
  if (rates === undefined) return undefined;
  if (!played.rates || typeof rates !== 'object' || rates === null) return 'rates is an object, of a system that has them';
  try {
    played.rates.set(rates as Record<string, unknown>);
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}
