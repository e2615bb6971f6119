import type { Draft, MailUnit, Sent } from '@paa-tvaers/contract';
import { html, type TemplateResult } from 'lit';
import { FakeClock } from '../../context/testing/fake-gateway.ts';
import { task, until } from '../../context/testing/page.ts';
import { Interaction } from '../../section/interaction.ts';
import { PtElement } from '../../section/pt-element.ts';
import { section } from '../../section/section.styles.ts';
import type { FakeSession } from '../../section/testing/fake-session.ts';
import { asOf } from '../../section/testing/fixtures.ts';
import { mount } from '../../section/testing/mount.ts';
import { wordsFor } from '../../text/words.ts';
import { ComposerController } from '../composer.ts';
import type { Template } from '../composer-view.ts';
import type { Compose } from '../seam.ts';
import { desk } from './fixtures.ts';

/** A widget that shows nothing but what is being written. */
export class TestComposer extends PtElement {
  static override styles = [section];

  readonly told: (Sent | 'closed')[] = [];
  templates: readonly Template[] | undefined;
  readonly clock = new FakeClock();
  readonly composer = new ComposerController(
    this,
    { sent: (sent) => this.told.push(sent), closed: () => this.told.push('closed') },
    this.clock,
  );
  readonly #interaction = new Interaction(this);

  override render(): TemplateResult {
    const { session, sessionState } = this;
    const { opened, locale } = sessionState;
    const words = wordsFor(locale, () => this.requestUpdate());
    const view = session && opened && { session, opened, words, interaction: this.#interaction, time: '' };
    return html`<div class="body">${view ? this.composer.render(view) : ''}</div>`;
  }
}
customElements.define('test-composer', TestComposer);

export const units: { readonly [Name in 'ppr' | 'family' | 'clinic' | 'letters' | 'none']: MailUnit } = {
  ppr: {
    sor: '441211000016003',
    gln: '5790000000029',
    name: 'PPR i Korsbæk',
    organisation: 'Korsbæk Kommune',
    kind: 'ppr',
    reach: 'fdis91',
    ofChild: true,
    attention: { name: 'Anders Øvesen', role: 'psykolog' },
  },
  family: {
    sor: '441211000016004',
    gln: '5790000000036',
    name: 'Familieteam Vest',
    organisation: 'Korsbæk Kommune',
    kind: 'family-services',
    reach: 'fdis91',
    ofChild: true,
  },
  clinic: {
    sor: '441211000016005',
    gln: '5790000000043',
    name: 'Lægehuset Prøvegade',
    kind: 'general-practice',
    reach: 'converted',
    ofChild: true,
  },
  letters: { sor: '441211000016006', gln: '5790000000050', name: 'Øjenklinikken', kind: 'hospital', reach: 'fdis91' },
  none: { sor: '441211000016007', name: 'Tandklinikken', kind: 'other', reach: 'none' },
};

export const draft = (over: Partial<Draft> = {}): Draft => ({
  id: 'kept-draft-of-32-characters-long',
  kind: 'new',
  to: [units.family],
  attention: 'Bo Test, socialrådgiver',
  category: 'other',
  topic: 'Møde',
  text: 'Begyndt i går.',
  role: 'overlæge',
  phone: '12345661',
  attachments: [],
  savedAt: asOf,
  ...over,
});

export const sentBody = (thread = 'thread-9', context = 'context-1'): Sent => ({
  context,
  thread,
  message: 'm-9',
  state: 'accepted',
  at: asOf,
});

interface Look {
  drafts?: Draft[];
  width?: number;
  theme?: string;
  /** Before the drafts have come. */
  meanwhile?: (widget: TestComposer) => void;
}

/** A composer on the page, with its drafts answered. */
export async function compose(
  session: FakeSession,
  what: Partial<Compose> = {},
  { drafts = [], width = 520, theme = '', meanwhile }: Look = {},
): Promise<TestComposer> {
  const widget = mount('test-composer', session, { width, theme }) as TestComposer;
  widget.composer.begin({ kind: 'new', desk, ...what });
  await until(() => session.server.to('/v1/drafts').length > 0);
  await widget.updateComplete;
  meanwhile?.(widget);
  session.server.last('/v1/drafts').answer(200, { context: session.state.opened!.context, items: drafts });
  await task();
  await widget.updateComplete;
  return widget;
}

/** An upload that the test answers: the gateway's fetch has no part in it. */
export class FakeUpload {
  static all: FakeUpload[] = [];
  static #real: typeof XMLHttpRequest | undefined;
  readonly upload: { onprogress?: (event: object) => void } = {};
  readonly headers: Record<string, string> = {};
  file: Blob | undefined;
  aborted = false;
  onload: (() => void) | undefined;
  onerror: (() => void) | undefined;
  status = 0;
  responseText = '';
  responseURL = '';

  static begin(): void {
    FakeUpload.#real = window.XMLHttpRequest;
    FakeUpload.all = [];
    Object.assign(window, { XMLHttpRequest: FakeUpload });
  }

  static end(): void {
    Object.assign(window, { XMLHttpRequest: FakeUpload.#real });
  }

  open(_method: string, url: string): void {
    this.responseURL = url;
  }

  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }

  send(file: Blob): void {
    this.file = file;
    FakeUpload.all.push(this);
  }

  abort(): void {
    this.aborted = true;
  }

  move(part: number): void {
    this.upload.onprogress?.({ loaded: part, total: 1 });
  }

  answer(status: number, body: unknown): void {
    this.status = status;
    this.responseText = JSON.stringify(body);
    this.onload?.();
  }
}
