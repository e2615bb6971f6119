// Makes a fresh clone ready for `npm start` or `npm test`: installs what that command needs and nothing
// more, and does nothing the second time. Runs on Node 20 with nothing installed, so it imports nothing
// but Node itself.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingBrowserPackages } from './browsers.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const stampFile = join(root, 'node_modules', '.ready.json');
const requiredNode = 24;

const command = process.argv[2];
if (command !== 'start' && command !== 'test') stop('Usage: node scripts/ready.mjs start|test');

installPackages(command);
const node = findNode();
if (command === 'test') installBrowsers();
run(node, [join(root, 'scripts', 'build.mjs'), '--if-changed'], 'The elements could not be built.');

function installPackages(command) {
  const lockfile = readFileSync(join(root, 'package-lock.json'));
  const lock = createHash('sha256').update(lockfile).digest('hex');
  const { packages } = JSON.parse(lockfile);
  const stamp = readStamp();
  // Development tools that are there already stay: an install without them would take them away.
  const withTools = command === 'test' || stamp.set === 'test' || existsSync(join(root, 'node_modules', '.bin', 'eslint'));
  const set = withTools ? 'test' : 'start';
  if (stamp.lock === lock && (stamp.set === set || stamp.set === 'test') && allThere(packages, withTools)) return;
  console.log(
    withTools
      ? 'Installing what the tests need from npm (about 850 MB, a minute or two) …'
      : 'Installing what npm start needs from npm (about 350 MB, half a minute) …',
  );
  // `npm ci` would take away what is there, and refuses a lockfile without the optional packages of other
  // platforms. `--no-save` leaves the lockfile as it is; a NODE_ENV of production drops no tools.
  npm([
    'install',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--include=optional',
    withTools ? '--include=dev' : '--omit=dev',
  ]);
  if (!allThere(packages, withTools)) stop('npm left packages out. Delete node_modules and run the command again.');
  writeFileSync(stampFile, JSON.stringify({ lock, set }));
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return {};
  }
}

/** True where every package of the lockfile that must be here is here. */
function allThere(packages, withTools) {
  return Object.entries(packages).every(([path, { dev, devOptional, optional, peer }]) => {
    if (path === '' || optional || peer || devOptional || (dev && !withTools)) return true;
    return existsSync(join(root, path, 'package.json'));
  });
}

function npm(args) {
  const cli = process.env.npm_execpath;
  const viaNode = cli?.endsWith('.js');
  const failed = 'npm could not install the packages; what it says stands above.';
  if (viaNode) run(process.execPath, [cli, ...args], failed);
  else run('npm', args, failed, { shell: process.platform === 'win32' });
}

/** Node 24 from node_modules (it comes with the packages on Linux x64), else the one that runs this. */
function findNode() {
  const installed = join(root, 'node_modules', '.bin', 'node');
  if (existsSync(installed) && spawnSync(installed, ['--version']).status === 0) return installed;
  if (Number(process.versions.node.split('.')[0]) >= requiredNode) return process.execPath;
  return stop(
    `Node ${requiredNode} or later is needed, and this is ${process.version}: install it from your system's packages or nodejs.org, and run the command again.`,
  );
}

function installBrowsers() {
  const missing = missingBrowserPackages();
  if (missing.length === 0) return;
  const install = `apt-get install --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    stop(`The tests need browsers that are not here. On Debian: sudo ${install}`);
  }
  console.log(`Installing the browsers that the tests need from Debian: ${missing.join(' ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const failed = `Debian's packages could not be installed. Try: ${install}`;
  run('apt-get', ['update', '-qq'], failed, { env });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], failed, { env, stdio: ['ignore', 'ignore', 'inherit'] });
}

function run(program, args, failed, options = {}) {
  const env = { ...process.env, PATH: join(root, 'node_modules', '.bin') + delimiter + process.env.PATH };
  const { status } = spawnSync(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env, ...options });
  if (status !== 0) stop(failed);
}

function stop(line) {
  console.error(line);
  process.exit(1);
}
