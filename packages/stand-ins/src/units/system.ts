import { nonsense } from '../control/nonsense.ts';
import type { Answer, Played, Received } from '../http/server.ts';
import { allMailUnits } from '../world/sor.ts';
import { organizationOf } from './resources.ts';
import { search, SearchRefused } from './search.ts';

export const unitsPath = '/fhir';
const type = 'application/fhir+json; charset=utf-8';

/** SOR as a FHIR R4 server: `GET {base}/Organization?…` and `GET {base}/Organization/{SOR code}`. */
export function playUnits(url: () => string): Played {
  return {
    name: 'units',
    error: () => outcome(500, 'exception', 'Internal error'),
    garbled: () => ({
      status: 200,
      type,
      body: `{"resourceType":"Bundle","entry":[{"resource":{"name":"${nonsense.name} ${nonsense.cpr}"`,
    }),
    answer: (request) => answer(request, url() + unitsPath),
  };
}

function answer({ method, path, query }: Received, base: string): Answer {
  const id = path.match(/^\/fhir\/Organization(?:\/(\d{1,20}))?$/);
  if (!id) return outcome(404, 'not-found', 'Unknown resource type or id');
  if (method !== 'GET') return outcome(405, 'not-supported', 'Only GET is supported');
  if (id[1]) {
    const unit = allMailUnits.find(({ sor }) => sor === id[1]);
    return unit ? resource(200, organizationOf(unit)) : outcome(404, 'not-found', 'No such unit');
  }
  try {
    const { found, total, next } = search(allMailUnits, query);
    const link = [
      { relation: 'self', url: `${base}/Organization${query && `?${query}`}` },
      ...(next ? [{ relation: 'next', url: `${base}/Organization?${next}` }] : []),
    ];
    const entry = found.map((unit) => ({
      fullUrl: `${base}/Organization/${unit.sor}`,
      resource: organizationOf(unit),
      search: { mode: 'match' },
    }));
    return resource(200, { resourceType: 'Bundle', type: 'searchset', total, link, ...(entry.length > 0 && { entry }) });
  } catch (error) {
    if (error instanceof SearchRefused) return outcome(400, 'invalid', error.message);
    throw error;
  }
}

const resource = (status: number, body: object): Answer => ({ status, type, body: JSON.stringify(body) });

const outcome = (status: number, code: string, diagnostics: string): Answer =>
  resource(status, { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics }] });
