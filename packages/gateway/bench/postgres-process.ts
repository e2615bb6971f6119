import { startPostgres } from '../src/testing/postgres.ts';

// A process of its own, so that the server and its files go also where whoever measures is killed.
// A signal to a whole group reaches it too: it ends with its parent all the same, and only when the server has.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
const postgres = await startPostgres();
const stop = async () => {
  await postgres.stop();
  process.exit(0);
};
process.once('disconnect', stop);
// Its parent may have gone while it started: nobody is told of that afterwards.
if (!process.connected) await stop();
process.send?.({ urls: [await postgres.database(), await postgres.database()] });
