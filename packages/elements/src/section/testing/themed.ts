import { unmount } from './mount.ts';

/** While this `describe` runs the themes are on the page, which has what axe asks of any page; each test's widgets are taken off. */
export function themed(): void {
  const themes = document.createElement('link');
  before(async () => {
    themes.rel = 'stylesheet';
    themes.href = new URL('../../theme/themes.css', import.meta.url).href;
    const loaded = new Promise((resolve) => themes.addEventListener('load', resolve, { once: true }));
    document.head.append(themes);
    document.title = 'På Tværs';
    document.documentElement.lang = 'da';
    await loaded;
  });
  after(() => themes.remove());
  afterEach(unmount);
}
