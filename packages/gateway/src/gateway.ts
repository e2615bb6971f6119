import type { GatewaySettings } from './configuration/settings.ts';
import { Contexts } from './contexts/contexts.ts';
import { Box } from './correspondence/box.ts';
import { createDesks } from './correspondence/desk.ts';
import type { Log } from './http/log.ts';
import { createServer } from './http/server.ts';
import { Metrics } from './ops/metrics.ts';
import { createOps } from './ops/ops.ts';
import { openOrganisations } from './organisations/organisations.ts';
import { mountRoutes } from './routes/index.ts';
import type { Directory } from './sections/directory.ts';
import type { Sections } from './sections/index.ts';
import { countOpenContexts } from './store/contexts.ts';
import { sweepDrafts } from './store/drafts.ts';
import type { Store } from './store/store.ts';
import { createVerifyToken } from './tokens/verify.ts';

export interface Gateway {
  readonly url: string;
  readonly opsUrl: string;
  /** Not ready → no new requests → answers under way, 10 s at most → sources and store closed. */
  close(): Promise<void>;
}

/** How long answers under way may take once the gateway shuts down, in milliseconds. */
const drain = 10_000;
const sweepEvery = 30_000;

interface Parts {
  readonly log: Log;
  readonly store: Store;
  readonly sections: Sections;
  readonly directory: Directory;
}

/** Starts a gateway over parts that are made already; it closes the store and the sources, also where it cannot start. */
export async function startGateway(settings: GatewaySettings, { log, store, sections, directory }: Parts): Promise<Gateway> {
  const { environment, host, port, opsPort, keys, audience, sources, now = () => new Date() } = settings;
  let accepting = true;
  const metrics = new Metrics(() => countOpenContexts(store.db));
  const contexts = new Contexts({ store, keys, sources, sections, directory, demo: environment === 'demo', log });
  const ops = createOps({ accepting: () => accepting, ping: store.ping }, metrics);
  const closing: (() => unknown)[] = [
    () => ops.close(),
    () => store.close(),
    ...Object.values(sources).map((source) => () => source.close()),
  ];
  const closeAll = async () => {
    // In reverse, so that health answers to the end; one that fails does not keep the others open.
    for (const close of closing.splice(0).reverse()) await Promise.resolve(close()).catch(() => undefined);
  };

  try {
    const organisations = openOrganisations(settings.organisations, environment, log, settings.organisationsPoll);
    closing.push(() => organisations.close());
    const box = new Box({ store, keys, sources, organisations, rules: settings.network, log, now });
    const desks = createDesks({ sections, directory });
    const app = createServer({ organisations, metrics, production: environment === 'production', log, accepting: () => accepting });
    const verify = createVerifyToken(organisations, audience, now);
    const demo = environment === 'demo';
    await mountRoutes(app, { verify, contexts, sections, desks, box, metrics, now, store, keys, sources, directory, demo });

    const sweep = setInterval(() => {
      contexts.sweep(now()).catch((error: unknown) => log.error({ err: error }, 'contexts not swept'));
      box.sweep(now()).catch((error: unknown) => log.error({ err: error }, 'old answers not swept'));
      sweepDrafts(store.db, now()).catch((error: unknown) => log.error({ err: error }, 'old drafts not swept'));
    }, sweepEvery);
    sweep.unref();
    closing.push(
      () => clearInterval(sweep),
      () => contexts.stop(),
      () => box.stop(),
    );
    closing.push(async () => {
      const force = setTimeout(() => app.server.closeAllConnections(), drain);
      await app.close();
      clearTimeout(force);
    });

    const opsUrl = await ops.listen({ host, port: opsPort });
    const url = await app.listen({ host, port });
    box.start();
    log.info({ environment, store: store.kind, url, opsUrl }, 'gateway started');
    if (store.kind === 'pglite')
      log.warn(
        'PGlite keeps what it has accepted when the process is killed, but not through a power cut. Set DATABASE_URL for PostgreSQL.',
      );
    return {
      url,
      opsUrl,
      close: () => {
        accepting = false;
        return closeAll();
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
