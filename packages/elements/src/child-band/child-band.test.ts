import type { Child, OpenedContext } from '@paa-tvaers/contract';
import { expect } from '@open-wc/testing';
import { FakeSession } from '../section/testing/fake-session.ts';
import { family, loaded, opened } from '../section/testing/fixtures.ts';
import { buttonOf, find, findAll, messages, mount, text, unmount } from '../section/testing/mount.ts';
import { quiet } from '../section/testing/quiet.ts';
import { scenes } from '../section/testing/scenes.ts';

function show(over: Partial<OpenedContext> = {}, child: Partial<Child> = {}) {
  const session = new FakeSession();
  session.set({ snapshots: { cases: loaded([family]) }, state: { phase: 'open', locale: 'da', opened: opened(over, child) } });
  return { session, widget: mount('pt-case-overview', session) };
}

const shown = (element: Element) => getComputedStyle(element).display !== 'none';

/** Applies the rules for print to the screen, as the browser does when it prints. */
function print(widget: Element): void {
  for (const sheet of widget.shadowRoot?.adoptedStyleSheets ?? []) {
    for (const rule of [...sheet.cssRules]) {
      if (rule instanceof CSSMediaRule && rule.media.mediaText === 'print') rule.media.mediaText = 'all';
    }
  }
}

function printAgainOnPaper(widget: Element): void {
  for (const sheet of widget.shadowRoot?.adoptedStyleSheets ?? []) {
    for (const rule of [...sheet.cssRules]) {
      if (rule instanceof CSSMediaRule && rule.media.mediaText === 'all') rule.media.mediaText = 'print';
    }
  }
}

describe('the child band', () => {
  before(messages);
  afterEach(unmount);

  it('says which child, who looks and what for, with the number masked', () => {
    const { widget } = show();
    expect(text(find(widget, '.who'))).to.equal(
      'Josefine Testperson 12 år · CPR-nummer, de sidste fire tegn er skjult: 050514-•••• · bor i Korsbæk Kommune Ida Prøvelund, overlæge · BUP Korsbæk Formål: behandling Luk barnet',
    );
    expect(text(find(widget, '.demo'))).to.equal('ØVELSE – ikke et rigtigt barn');
  });

  it('leaves the name room beside a long organisation, at every width', () => {
    const session = new FakeSession();
    const professional = { ...opened().professional, organisation: 'Børne- og Ungdomspsykiatrisk Center, Region Øveland', unit: undefined };
    session.set({ snapshots: { cases: loaded([family]) }, state: { phase: 'open', locale: 'da', opened: opened({ professional }) } });
    for (const width of [320, 480, 650, 700, 960]) {
      const name = find(mount('pt-case-overview', session, { width }), '.who .name');
      expect(name.clientHeight, `${width} px`).to.be.below(3 * Number.parseFloat(getComputedStyle(name).fontSize));
    }
  });

  it('has no demo strip for a real child', () => {
    expect(findAll(show({ demo: false }).widget, '.demo')).to.have.length(0);
  });

  it('says function and organisation where there is neither title nor unit', () => {
    const { professional } = opened();
    const { name, audience, organisation } = professional;
    const { widget } = show({ professional: { name, audience, organisation, function: 'social-worker' }, purpose: 'casework' });
    expect(text(find(widget, '.by'))).to.equal('Ida Prøvelund, socialrådgiver · Region Øveland Formål: sagsbehandling');
  });

  it('says the birth date where the person look-up gave no name, and that addresses are hidden', () => {
    const { tag, session } = scenes()['person look-up down']!;
    const widget = mount(tag, session);
    expect(text(find(widget, '.who .name'))).to.equal('Født 5. maj 2014');
    expect(text(find(widget, 'header'))).to.contain('CPR-opslaget har ikke givet navn og adresse. Adresser vises derfor ikke.');
  });

  it('warns of a protected name and address, also in a word that it does not know', () => {
    for (const protection of ['protected', 'stricter']) {
      const { widget } = show({}, { protection });
      expect(text(find(widget, 'header .message'))).to.equal(
        'Navne- og adressebeskyttelse. Adresse og skole vises ikke. Giv ikke oplysninger herfra videre uden at sikre dig modtageren.',
      );
    }
    expect(findAll(show().widget, 'header .message')).to.have.length(0);
  });

  it('closes the child', () => {
    const { session, widget } = show();
    buttonOf(widget, 'Luk barnet').click();
    expect(session.calls).to.deep.equal(['close']);
  });

  it('stands in each widget, unless the host names the child; in print it always stands', () => {
    expect(shown(find(show().widget, 'header'))).to.equal(true);
    const { widget } = show({ needBanner: false });
    expect(shown(find(widget, 'header'))).to.equal(false);
    print(widget);
    try {
      expect(shown(find(widget, 'header'))).to.equal(true);
    } finally {
      printAgainOnPaper(widget);
    }
  });

  it('prints the number in full with source, time and professional, on every page; the screen has it in no attribute', () => {
    const { widget } = show();
    const line = find(widget, 'header > .print');
    expect(text(line)).to.match(
      /^Josefine Testperson · 050514-9996 · hentet \d+\. \p{L}+ \d{4} kl\. 09\.14 fra Sags- og Dokumentindekset · Ida Prøvelund, overlæge · BUP Korsbæk$/u,
    );
    expect(shown(line)).to.equal(false);
    for (const element of findAll(widget, '*')) {
      for (const { value } of element.attributes) expect(value).to.not.contain('9996');
    }
    print(widget);
    try {
      expect(shown(line)).to.equal(true);
      expect(getComputedStyle(find(widget, 'header')).display, 'repeated by the browser').to.equal('table-header-group');
      for (const button of findAll(widget, 'button')) expect(shown(button)).to.equal(false);
    } finally {
      printAgainOnPaper(widget);
    }
  });
});

describe('the band in a line (band="compact")', () => {
  before(messages);
  afterEach(unmount);

  /** What is to be seen, without what is for a screen reader only. */
  const seen = (element: Element): string =>
    [...element.childNodes]
      .map((node) => {
        if (node.nodeType === Node.TEXT_NODE) return node.textContent;
        const child = node as Element;
        return node.nodeType !== Node.ELEMENT_NODE || !shown(child) || child.className === 'hidden' ? '' : ` ${seen(child)} `;
      })
      .join('')
      .replace(/\s+/g, ' ')
      .trim();

  it('says exercise, name, age and masked number in one line, and that the child is protected', () => {
    const { tag, band, session } = scenes()['band in a line, protected']!;
    const header = find(mount(tag, session, { band, width: 1100 }), 'header');
    expect(seen(header)).to.equal('ØVELSE – ikke et rigtigt barn Josefine Testperson 12 år · 050514-•••• Navne- og adressebeskyttelse.');
    expect(header.getBoundingClientRect().height).to.be.below(3 * Number.parseFloat(getComputedStyle(header).fontSize));
  });

  it('names the child in every width and holds it in print whole', () => {
    const { tag, band, session } = scenes()['band in a line']!;
    const widget = mount(tag, session, { band, width: 320 });
    expect(widget.scrollWidth).to.be.at.most(320);
    expect(seen(find(widget, 'header'))).to.contain('Josefine Testperson 12 år · 050514-••••');
    // As on paper: no rule for the screen.
    const screens = [...widget.shadowRoot!.adoptedStyleSheets].flatMap((sheet) =>
      [...sheet.cssRules].filter((rule): rule is CSSMediaRule => rule instanceof CSSMediaRule && rule.media.mediaText === 'screen'),
    );
    expect(screens).to.have.length(1);
    print(widget);
    screens[0]!.media.mediaText = 'not all';
    try {
      expect(seen(find(widget, 'header'))).to.match(
        /bor i Korsbæk Kommune Ida Prøvelund, overlæge · BUP Korsbæk Formål: behandling Josefine Testperson · 050514-9996 · hentet .+ fra Sags- og Dokumentindekset · Ida Prøvelund/,
      );
    } finally {
      printAgainOnPaper(widget);
      screens[0]!.media.mediaText = 'screen';
    }
  });

  it('leaves the band away on the screen where the host names the child', () => {
    const { session } = show({ needBanner: false });
    expect(shown(find(mount('pt-case-overview', session, { band: 'compact' }), 'header'))).to.equal(false);
  });
});

describe('<pt-child-band>', () => {
  quiet();

  function band(over: Partial<OpenedContext> = {}, child: Partial<Child> = {}) {
    const session = new FakeSession();
    session.set({ state: { phase: 'open', locale: 'da', opened: opened(over, child) } });
    return { session, element: mount('pt-child-band', session) };
  }

  it('says which child, who looks and what for, as the band of a widget does', () => {
    const { element } = band();
    expect(text(find(element, 'header')).replace(/ Josefine Testperson · .+$/, '')).to.equal(
      text(find(show().widget, 'header')).replace(/ Josefine Testperson · .+$/, ''),
    );
    expect(text(find(element, 'header'))).to.contain('Josefine Testperson 12 år · CPR-nummer, de sidste fire tegn er skjult: 050514-••••');
  });

  it('is seen also where the host names the child, and warns of a protected name and address', () => {
    const { element } = band({ needBanner: false }, { protection: 'protected' });
    expect(shown(find(element, 'header'))).to.equal(true);
    expect(text(find(element, '.message b'))).to.equal('Navne- og adressebeskyttelse.');
  });

  it('closes the child', () => {
    const { session, element } = band();
    buttonOf(element, 'Luk barnet').click();
    expect(session.calls).to.deep.equal(['close']);
  });

  it('prints the number in full, and has it in no attribute', () => {
    const { element } = band();
    const line = find(element, 'header > .print');
    expect(text(line)).to.equal('Josefine Testperson · 050514-9996 · Ida Prøvelund, overlæge · BUP Korsbæk');
    expect(shown(line)).to.equal(false);
    for (const inner of findAll(element, '*')) for (const { value } of inner.attributes) expect(value).to.not.contain('9996');
  });

  it('takes no room and says nothing where there is no child: the widgets beside it say why', () => {
    const { session, element } = band();
    for (const state of [
      { phase: 'empty' },
      { phase: 'closed' },
      { phase: 'expired' },
      { phase: 'failed', problem: { slug: 'child-unknown' } },
      { phase: 'misused', misuse: 'no-purpose' },
    ] as const) {
      session.set({ state: { locale: 'da', ...state } });
      expect(text(find(element, 'section')), state.phase).to.equal('');
      expect(element.offsetHeight, state.phase).to.equal(0);
      expect(element.matches(`:state(${state.phase})`), state.phase).to.equal(true);
    }
  });

  it('holds its room while the child is being opened or is covered, so that the page does not jump', () => {
    const { session, element } = band({ demo: false });
    const height = element.offsetHeight;
    expect(element.matches(':state(open)')).to.equal(true);
    for (const phase of ['opening', 'covered'] as const) {
      session.set({ state: { locale: 'da', phase } });
      expect(text(find(element, 'section'))).to.equal('');
      expect(Math.abs(element.offsetHeight - height), phase).to.be.below(height / 3);
    }
  });

  it('is no landmark of the page, and asks for no section', async () => {
    const { session, element } = band();
    let asked = 0;
    session.ask = () => asked++;
    session.set({ state: { phase: 'open', locale: 'da', opened: opened() } });
    expect(asked).to.equal(0);
    await expect(element).to.be.accessible();
  });
});

describe('copying from a widget', () => {
  afterEach(() => {
    getSelection()?.removeAllRanges();
    unmount();
  });

  function copy(widget: Element, from: Element): { handled: boolean; content: string } {
    getSelection()?.selectAllChildren(from);
    let content = '';
    const event = new ClipboardEvent('copy', { bubbles: true, composed: true, cancelable: true });
    // Firefox lets a test write to no clipboard event's data.
    Object.defineProperty(event, 'clipboardData', { value: { setData: (_type: string, text: string) => (content = text) } });
    find(widget, 'section').dispatchEvent(event);
    return { handled: event.defaultPrevented, content };
  }

  it('adds child, source, time and professional to a selection, with the number masked', () => {
    const { widget } = show();
    const { handled, content } = copy(widget, find(widget, '.card .call'));
    expect(handled).to.equal(true);
    expect(content).to.match(/Birgit Øvelsesen/);
    expect(content).to.match(
      /\n\nJosefine Testperson · 050514-•••• · hentet .+ fra Sags- og Dokumentindekset · Ida Prøvelund, overlæge · BUP Korsbæk$/,
    );
    expect(content).to.not.contain('9996');
  });

  it('leaves a phone number alone', () => {
    const { widget } = show();
    expect(copy(widget, find(widget, '.card .number')).handled).to.equal(false);
  });
});
