import { type Answer, json, type Played, type Received } from '../http/server.ts';
import { nonsense } from '../control/nonsense.ts';
import { type Employee, employees } from '../world/employees.ts';
import { overridable, type Overrides, type Signers, type TokenFault, tokenFaults } from './signers.ts';

/** The gateway's own name, as tokens address it. */
export const defaultAudience = 'urn:paa-tvaers:gateway';
const longest = 300;

/** `iss` of an issuer of the demo, and where its keys are. */
export function issuerAt(identityUrl: string, issuer: string) {
  return { iss: `${identityUrl}/${issuer}`, jwksUri: `${identityUrl}/${issuer}/jwks.json` };
}

/**
 * Plays the signers of the host backends. `POST /token` is asked by a host's own server, so no origin
 * is allowed by CORS.
 */
export function playIdentity(signers: Signers, options: { readonly url: () => string; readonly audience: string }): Played {
  return {
    name: 'identity',
    error: () => json(500, { error: 'server_error' }),
    garbled: () => ({ status: 200, type: 'application/json', body: `{"token":"${nonsense.name} ${nonsense.cpr}","expires":` }),
    answer: (request) => answer(signers, request, options),
  };
}

async function answer(
  signers: Signers,
  request: Received,
  { url, audience }: { readonly url: () => string; readonly audience: string },
): Promise<Answer> {
  const issuer = request.path.match(/^\/([a-z-]+)\/jwks\.json$/)?.[1];
  if (issuer) {
    if (request.method !== 'GET') return { status: 405, body: '', headers: { Allow: 'GET' } };
    const keys = signers.keys(issuer);
    return keys ? json(200, keys, { 'Cache-Control': 'max-age=60' }) : json(404, { error: 'unknown issuer' });
  }
  if (request.path !== '/token') return { status: 404, body: '' };
  if (request.method !== 'POST') return { status: 405, body: '', headers: { Allow: 'POST' } };
  const asked = readAsked(request.body);
  if (typeof asked === 'string') return json(400, { error: asked });
  const signed = await signers.sign({ ...asked, iss: issuerAt(url(), asked.employee.issuer).iss, aud: audience });
  return json(200, signed, { 'Cache-Control': 'no-store' });
}

interface Asked {
  readonly employee: Employee;
  readonly lifetime: number;
  readonly overrides?: Overrides;
  readonly fault?: TokenFault;
}

/** @returns what is asked for, or what is wrong with it */
function readAsked(body: string): Asked | string {
  let asked: unknown;
  try {
    asked = JSON.parse(body);
  } catch {
    return 'the body is not JSON';
  }
  if (typeof asked !== 'object' || asked === null) return 'the body is not an object';
  const { employee: id, overrides = {}, fault, lifetime = longest } = asked as Record<string, unknown>;
  const employee = employees.find((one) => one.id === id);
  if (!employee) return `employee is one of ${employees.map((one) => one.id).join(', ')}`;
  if (fault !== undefined && !tokenFaults.some((one) => one === fault)) return `fault is one of ${tokenFaults.join(', ')}`;
  if (typeof lifetime !== 'number' || !(lifetime >= 1 && lifetime <= longest)) return `lifetime is 1 to ${longest} seconds`;
  if (typeof overrides !== 'object' || overrides === null) return 'overrides is an object';
  const wrong = Object.entries(overrides).find(([name, value]) => !overridable.some((one) => one === name) || typeof value !== 'string');
  if (wrong) return `overrides are text, of ${overridable.join(', ')}`;
  return {
    employee,
    lifetime: Math.floor(lifetime),
    overrides: overrides as Overrides,
    ...(fault !== undefined && { fault: fault as TokenFault }),
  };
}
