// `npm start`: the whole way from the sources to the screen, on this machine. See examples/demo/.
import { fileURLToPath } from 'node:url';
import { PortTaken, startDemo } from './demo/demo.mjs';

const port = Number(process.env.PORT ?? 4100);
const folder = process.env.DATA_DIR ?? fileURLToPath(new URL('../.data', import.meta.url));

try {
  if (!Number.isInteger(port) || port < 1024 || port > 65_000) throw new Error('PORT skal være et helt tal mellem 1024 og 65000.');
  const demo = await startDemo({ port, folder, appointments: process.env.STAND_IN_APPOINTMENTS });

  console.log(`
På Tværs – ØVELSE, ingen rigtige børn

  Åbn    ${demo.url}

  Log    ${demo.log}
  Stop   Ctrl-C
`);

  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, async () => {
      if (stopping) return;
      stopping = true;
      await demo.stop();
      process.exit(0);
    });
  }
} catch (error) {
  if (error instanceof PortTaken) console.error(`Port ${error.port} er i brug. Vælg en anden: PORT=${port + 100} npm start`);
  else if (/paa-tvaers[-\w]*\.js$/.test(error.path)) console.error('Elementerne er ikke bygget. Kør: npm start');
  else console.error(error.message);
  process.exit(1);
}
