import { expect } from '@open-wc/testing';
import { unmount } from './mount.ts';

/** After each test of this `describe` its widgets are off the page, and nothing has been written to the console. */
export function quiet(): void {
  const kinds = ['log', 'info', 'warn', 'error'] as const;
  const page: Record<(typeof kinds)[number], (...said: unknown[]) => void> = console;
  const before = { ...page };
  let heard: string[] = [];
  beforeEach(() => {
    heard = [];
    for (const kind of kinds) page[kind] = (...said) => heard.push(`${kind}: ${said.join(' ')}`);
  });
  afterEach(() => {
    unmount();
    Object.assign(page, before);
    expect(heard, 'on the console').to.deep.equal([]);
  });
}
