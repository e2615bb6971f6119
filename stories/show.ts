import type { PtContext } from '@paa-tvaers/elements';
import { type ScenarioName, scenarios } from '@paa-tvaers/mocks';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { apiUrl, type Staged } from './mocks.ts';

type Tag = 'pt-case-overview' | 'pt-contacts' | 'pt-appointments' | 'pt-school-info' | 'pt-child-band' | 'pt-correspondence' | 'pt-inbox';

interface Args {
  readonly scenario: ScenarioName | Staged;
}
export type Story = StoryObj<Args>;
export type Stories = Meta<Args>;

// In no register, and nobody's: what is asked for where the child cannot be opened.
const nobody = '1706154321';

/** A widget alone in its session, in the theme, density and language of the toolbar. */
export const widget =
  (tag: Tag) =>
  ({ scenario }: Args, { globals }: { globals: Record<string, string> }) => {
    const { opening } =
      scenarios[
        scenario === 'stale-municipal'
          ? 'ppr'
          : scenario === 'inbox-down'
            ? 'correspondence'
            : scenario in scenarios
              ? (scenario as ScenarioName)
              : 'ok'
      ];
    const context = document.createElement('pt-context');
    Object.assign(context, {
      apiUrl: apiUrl(scenario),
      locale: globals.locale ?? 'da',
      purpose: 'purpose' in opening.body ? opening.body.purpose : 'treatment',
      getToken: async () => 'token-of-the-host',
      child: { cpr: 'child' in opening.body ? opening.body.child.cpr : nobody },
    });
    if (tag === 'pt-inbox') Object.assign(context, { openChild: () => {} });
    context.append(document.createElement(tag));
    const themed = document.createElement('div');
    Object.assign(themed.dataset, { ptTheme: globals.theme ?? '', ptDensity: globals.density ?? '' });
    themed.append(context);
    return themed;
  };

/** What stands in the widget in the end; a story that never shows it has failed. */
export const says =
  (...texts: readonly string[]): NonNullable<Story['play']> =>
  async ({ canvasElement }) => {
    const shown = () => plain(rootOf(canvasElement)?.textContent ?? '');
    for (const text of texts)
      await until(
        () => shown().includes(text),
        () => `"${text}" does not stand in: ${shown()}`,
      );
  };

/** One play after the other. */
export const inTurn =
  (...plays: readonly NonNullable<Story['play']>[]): NonNullable<Story['play']> =>
  async (context) => {
    for (const play of plays) await play(context);
  };

/** Presses a button by its words. */
export const presses = (label: string) => clicks('button', (button) => plain(button.textContent).trim() === label, label);

/** Opens the thread that stands in the list under a topic. */
export const opens = (topic: string) => clicks('.open', (button) => plain(button.closest('li')?.textContent ?? '').includes(topic), topic);

const clicks =
  (selector: string, fits: (found: HTMLElement) => boolean, wanted: string): NonNullable<Story['play']> =>
  async ({ canvasElement }) => {
    const find = () => [...(rootOf(canvasElement)?.querySelectorAll<HTMLElement>(selector) ?? [])].find(fits);
    await until(
      () => find() !== undefined,
      () => `nothing to press for "${wanted}" in: ${plain(rootOf(canvasElement)?.textContent ?? '')}`,
    );
    find()?.click();
  };

/** Asks again once it is there, of an API that has gone away since. */
export const thenGone =
  (before: string, after: string): NonNullable<Story['play']> =>
  async (context) => {
    await says(before)(context);
    context.canvasElement.querySelector<PtContext>('pt-context')?.refresh();
    await says(after, before)(context);
  };

const rootOf = (canvas: HTMLElement) => canvas.querySelector('pt-context > *')?.shadowRoot;
const plain = (text: string) => text.replace(/\s+/g, ' ');

async function until(holds: () => boolean, otherwise: () => string): Promise<void> {
  for (let look = 0; look < 600; look += 1) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(otherwise());
}
