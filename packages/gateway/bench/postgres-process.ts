import { startPostgres } from '../src/testing/postgres.ts';

// A process of its own, so that the server and its files go also where whoever measures is killed.
const postgres = await startPostgres();
process.once('disconnect', async () => {
  await postgres.stop();
  process.exit(0);
});
process.send?.({ urls: [await postgres.database(), await postgres.database()] });
