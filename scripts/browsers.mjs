// Where Debian puts the three engines that the tests run in. Imports nothing but Node: ready.mjs uses it.
import { existsSync, readdirSync } from 'node:fs';

export const chromium = '/usr/bin/chromium';
export const firefox = '/usr/bin/firefox-esr';
export const webKitDriver = '/usr/bin/WebKitWebDriver';

/** Chromium asks nothing of the network but what a page asks. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** WebKitGTK's browser for automation; the folder above it is named after the processor. */
export function miniBrowser() {
  const folders = existsSync('/usr/lib') ? readdirSync('/usr/lib') : [];
  return folders.map((folder) => `/usr/lib/${folder}/webkit2gtk-4.1/MiniBrowser`).find((path) => existsSync(path));
}

/** Debian's packages for what is not here. */
export function missingBrowserPackages() {
  const needed = {
    'chromium': [chromium],
    'firefox-esr': [firefox],
    'webkit2gtk-driver': [webKitDriver, miniBrowser()],
    'xvfb': ['/usr/bin/xvfb-run'],
    'xauth': ['/usr/bin/xauth'],
  };
  return Object.keys(needed).filter((name) => needed[name].some((path) => path === undefined || !existsSync(path)));
}
