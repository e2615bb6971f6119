import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readConfiguration } from '../src/configuration/configuration.ts';
import { createGateway } from '../src/index.ts';
import { Timed } from './timed.ts';

// The gateway as it runs anywhere, by its variables, save that each question to a source is timed. In the same
// process the yardstick: a bare route, as large as a section's answer, that looks at nothing and asks nobody.
const settings = readConfiguration(process.env);
const timed = new Timed();
const sources = Object.fromEntries(Object.entries(settings.sources).map(([name, client]) => [name, timed.wrap(client)]));
const gateway = await createGateway({ ...settings, sources: sources as typeof settings.sources });

const body = JSON.stringify({ items: Array.from({ length: 4 }, (_, id) => ({ id, text: 'x'.repeat(300) })) });
const bare = createServer((_request, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}).listen(0, '127.0.0.1', () => {
  process.send?.({ url: gateway.url, bareUrl: `http://127.0.0.1:${(bare.address() as AddressInfo).port}` });
});

process.on('message', () => process.send?.(timed.intervals()));
process.once('disconnect', async () => {
  // Whoever waited for it is gone, perhaps, and what it works with too.
  setTimeout(() => process.exit(1), 20_000).unref();
  bare.closeAllConnections();
  bare.close();
  await gateway.close();
  process.exit(0);
});
// Its parent may have gone while it started.
if (!process.connected) process.exit(0);
