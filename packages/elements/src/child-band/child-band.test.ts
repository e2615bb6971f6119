import type { Child, OpenedContext } from '@paa-tvaers/contract';
import { expect } from '@open-wc/testing';
import { FakeSession } from '../section/testing/fake-session.ts';
import { family, loaded, opened } from '../section/testing/fixtures.ts';
import { buttonOf, find, findAll, messages, mount, text, unmount } from '../section/testing/mount.ts';
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
