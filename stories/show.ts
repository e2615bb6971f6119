import type { PtContext } from '@paa-tvaers/elements';
import { type ScenarioName, scenarios } from '@paa-tvaers/mocks';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { apiUrl, type Staged } from './mocks.ts';

type Tag = 'pt-case-overview' | 'pt-contacts' | 'pt-appointments' | 'pt-school-info' | 'pt-child-band';

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
    const { opening } = scenarios[scenario === 'stale-municipal' ? 'ppr' : scenario in scenarios ? (scenario as ScenarioName) : 'ok'];
    const context = document.createElement('pt-context');
    Object.assign(context, {
      apiUrl: apiUrl(scenario),
      locale: globals.locale ?? 'da',
      purpose: 'purpose' in opening.body ? opening.body.purpose : 'treatment',
      getToken: async () => 'token-of-the-host',
      child: { cpr: 'child' in opening.body ? opening.body.child.cpr : nobody },
    });
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
    const shown = () => plain(canvasElement.querySelector('pt-context > *')?.shadowRoot?.textContent ?? '');
    for (const text of texts)
      await until(
        () => shown().includes(text),
        () => `"${text}" does not stand in: ${shown()}`,
      );
  };

/** Asks again once it is there, of an API that has gone away since. */
export const thenGone =
  (before: string, after: string): NonNullable<Story['play']> =>
  async (context) => {
    await says(before)(context);
    context.canvasElement.querySelector<PtContext>('pt-context')?.refresh();
    await says(after, before)(context);
  };

const plain = (text: string) => text.replace(/\s+/g, ' ');

async function until(holds: () => boolean, otherwise: () => string): Promise<void> {
  for (let look = 0; look < 200; look += 1) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(otherwise());
}
