import type { PtContext } from '@paa-tvaers/elements';
import { type ScenarioName, scenarios } from '@paa-tvaers/mocks';
import type { StoryObj } from '@storybook/web-components-vite';
import { html, unsafeStatic } from 'lit/static-html.js';
import { apiUrl, type Staged } from './mocks.ts';

type Tag = 'pt-case-overview' | 'pt-contacts' | 'pt-appointments' | 'pt-school-info' | 'pt-child-band';

interface Args {
  readonly scenario: ScenarioName | Staged;
}
export type Story = StoryObj<Args>;

// In no register, and nobody's: what is asked for where the child cannot be opened.
const nobody = '1706154321';

/** A widget alone in its session, in the theme, density and language of the toolbar. */
export const widget =
  (tag: Tag) =>
  ({ scenario }: Args, { globals }: { globals: Record<string, string> }) => {
    const { opening } = scenario in scenarios ? scenarios[scenario as ScenarioName] : scenarios.ok;
    const child = 'child' in opening.body ? opening.body.child.cpr : nobody;
    return html`<div data-pt-theme=${globals.theme ?? ''} data-pt-density=${globals.density ?? ''}>
      <pt-context
        api-url=${apiUrl(scenario)}
        locale=${globals.locale ?? 'da'}
        .purpose=${'purpose' in opening.body ? opening.body.purpose : 'treatment'}
        .getToken=${async () => 'token-of-the-host'}
        .child=${{ cpr: child }}
      ><${unsafeStatic(tag)}></${unsafeStatic(tag)}></pt-context>
    </div>`;
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

// Frames, not a clock: the stories' own stands elsewhere, and a page that is not seen has none.
async function until(holds: () => boolean, otherwise: () => string): Promise<void> {
  for (let frame = 0; frame < 600; frame += 1) {
    if (holds()) return;
    await new Promise(requestAnimationFrame);
  }
  throw new Error(otherwise());
}
