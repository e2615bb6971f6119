import { createClamd } from './attachments/clamd.ts';
import { createContent } from './attachments/content.ts';
import { Changes } from './changes/changes.ts';
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
import { sweepLinks } from './store/file-links.ts';
import { sweepFiles } from './store/files.ts';
import { sweepLaunches } from './store/launches.ts';
import type { Store } from './store/store.ts';
import { createVerifyToken } from './tokens/verify.ts';
import { Webhooks } from './webhooks/webhooks.ts';

export interface Gateway {
  readonly url: string;
  readonly opsUrl: string;
  /** The listener of the content origin. */
  readonly contentUrl: string;
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
  const demo = environment === 'demo';
  const production = environment === 'production';
  const scanner = settings.scanner && createClamd(settings.scanner);
  const files = scanner ? 'scanned' : demo ? 'unscanned' : 'refused';
  const ops = createOps({ accepting: () => accepting, ping: store.ping, files }, metrics);
  const content = createContent({ store, keys, metrics, log, production, now });
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
    const box = new Box({ store, keys, sources, organisations, rules: settings.network, scanner, log, now });
    const webhooks = new Webhooks({ store, keys, organisations, log, now });
    const desks = createDesks({ sections, directory });
    const changes = new Changes({ store, keys, sections, metrics, log, now });
    const app = createServer({ organisations, metrics, production, log, accepting: () => accepting });
    const verify = createVerifyToken(organisations, audience, now);
    let contentUrl = settings.content?.url ?? '';
    const parts = { verify, contexts, sections, desks, box, changes, metrics, now, store, keys, sources, directory, demo };
    await mountRoutes(app, { ...parts, scanner, log, contentUrl: () => contentUrl });

    const sweep = setInterval(() => {
      contexts.sweep(now()).catch((error: unknown) => log.error({ err: error }, 'contexts not swept'));
      changes.sweep(now()).catch((error: unknown) => log.error({ err: error }, 'old changes not swept'));
      box.sweep(now()).catch((error: unknown) => log.error({ err: error }, 'old answers not swept'));
      sweepDrafts(store.db, now()).catch((error: unknown) => log.error({ err: error }, 'old drafts not swept'));
      sweepFiles(store.db, now()).catch((error: unknown) => log.error({ err: error }, 'unused files not swept'));
      sweepLinks(store.db, now()).catch((error: unknown) => log.error({ err: error }, 'old links not swept'));
      sweepLaunches(store.db, now()).catch((error: unknown) => log.error({ err: error }, 'old launches not swept'));
    }, sweepEvery);
    sweep.unref();
    closing.push(
      () => clearInterval(sweep),
      () => contexts.stop(),
      () => box.stop(),
      () => webhooks.stop(),
    );
    closing.push(async () => {
      const force = setTimeout(() => {
        for (const one of [app, content]) one.server.closeAllConnections();
      }, drain);
      await Promise.all([app.close(), content.close()]);
      clearTimeout(force);
    });

    // A stream is an answer that does not end by itself.
    closing.push(() => changes.stop());
    await changes.start();

    const opsUrl = await ops.listen({ host, port: opsPort });
    const contentAt = await content.listen({ host, port: settings.content?.port ?? 0 });
    contentUrl ||= contentAt;
    const url = await app.listen({ host, port });
    box.start();
    webhooks.start();
    log.info({ environment, store: store.kind, url, opsUrl, contentUrl: contentAt }, 'gateway started');
    if (files === 'unscanned') log.warn('Files pass unscanned. Set CLAMD_SOCKET or CLAMD_HOST.');
    if (store.kind === 'pglite')
      log.warn(
        'PGlite keeps what it has accepted when the process is killed, but not through a power cut. Set DATABASE_URL for PostgreSQL.',
      );
    return {
      url,
      opsUrl,
      contentUrl: contentAt,
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
