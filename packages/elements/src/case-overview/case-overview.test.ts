import type { DepartmentCases } from '@paa-tvaers/contract';
import { expect } from '@open-wc/testing';
import type { HostActions } from '../context/session.ts';
import { FakeSession } from '../section/testing/fake-session.ts';
import { caseworker, family, loaded, long, noneReported, notConnected, notShared, opened, ppr } from '../section/testing/fixtures.ts';
import { buttonOf, find, findAll, messages, mount, text } from '../section/testing/mount.ts';
import { quiet } from '../section/testing/quiet.ts';
import type { PtCaseOverview } from './case-overview.ts';

function show(departments: readonly DepartmentCases[], { actions = {}, width = 566 }: { actions?: HostActions; width?: number } = {}) {
  const session = new FakeSession();
  session.set({ actions, snapshots: { cases: loaded(departments) }, state: { phase: 'open', locale: 'da', opened: opened() } });
  return mount('pt-case-overview', session, { width }) as PtCaseOverview;
}

const card = (department: DepartmentCases) => text(find(show([department]), '.card'));

describe('<pt-case-overview>', () => {
  before(messages);
  quiet();

  it('shows one card a department: involved first, then what is known, then what is not', () => {
    const widget = show([notShared, notConnected, noneReported, ppr, family]);
    expect(findAll(widget, '.card .state').map(text)).to.deep.equal([
      'Involveret · 1 åben sag',
      'Involveret · 1 åben sag',
      'Ingen sager at vise',
      'Vi kan ikke se, om der er en sag',
      'Sager vises ikke her',
    ]);
    expect(findAll(widget, '.card').map((one) => getComputedStyle(one).borderTopStyle)).to.deep.equal([
      'solid',
      'solid',
      'solid',
      'dashed',
      'dashed',
    ]);
  });

  it('says what each state means, and no more', () => {
    expect(card(noneReported)).to.contain('Kilden svarede kl. 09.14. Nogle sager deles ikke her. Er du i tvivl, så ring.');
    expect(card(notConnected)).to.contain('PPR i Korsbæk Kommune deler endnu ikke sager her.');
    expect(card(notShared)).to.contain('Sager herfra deles ikke på tværs. Det siger ikke noget om, hvorvidt der er en sag.');
  });

  it('counts no cases where it shows none', () => {
    expect(text(find(show([noneReported]), 'footer > span'))).to.equal('Hentet kl. 09.14 fra Sags- og Dokumentindekset');
  });

  it('takes a state that it does not know as not knowing', () => {
    const widget = show([{ ...ppr, state: 'constructor', cases: [] }]);
    expect(text(find(widget, '.state'))).to.equal('Vi kan ikke se, om der er en sag');
    expect(getComputedStyle(find(widget, '.card')).borderTopStyle).to.equal('dashed');
  });

  it('names a department that it does not know by its code', () => {
    expect(text(find(show([{ ...ppr, department: 'ltt' }]), 'h3'))).to.equal('ltt');
  });

  it('names the municipality where it is not the child’s own', () => {
    expect(card(notShared)).to.contain('Nabolev Kommune');
    expect(card(family)).to.not.contain('Korsbæk Kommune');
  });

  it('says whose number it is, at each step of the chain', () => {
    const reach = (contact: DepartmentCases['contacts'][number]) =>
      text(find(show([{ ...ppr, contacts: [contact] }]), '.call')).replace(' Kopieret', '');
    expect(reach(caseworker)).to.equal('Birgit Øvelsesen Socialrådgiver 12 34 56 21 Telefontid: man–fre 9–12');
    expect(reach({ ...caseworker, level: 'responsible-unit' })).to.equal(
      'Birgit Øvelsesen Socialrådgiver Telefon til Familieteam Vest 12 34 56 21 Telefontid: man–fre 9–12',
    );
    expect(reach({ level: 'responsible-unit', name: 'Team Skole Nord', phone: '12345611' })).to.equal(
      'Sagsbehandler ikke oplyst Telefon til Team Skole Nord 12 34 56 11',
    );
    expect(reach({ level: 'subject-unit', name: 'PPR i Korsbæk', phone: '12345610' })).to.equal(
      'Sagsbehandler ikke oplyst Telefon til PPR i Korsbæk 12 34 56 10',
    );
    expect(reach({ level: 'municipality', name: 'Korsbæk Kommune', phone: '12345600' })).to.equal(
      'Sagsbehandler ikke oplyst Telefon til Korsbæk Kommune 12 34 56 00',
    );
    expect(reach({ level: 'responsible-unit', name: 'Team Skole Nord' })).to.equal(
      'Sagsbehandler ikke oplyst Telefon til Team Skole Nord Telefon ikke oplyst',
    );
  });

  it('does not speak of a caseworker where there is no open case', () => {
    for (const department of [noneReported, notConnected, notShared]) expect(card(department)).to.not.contain('Sagsbehandler');
  });

  it('says that no number is given where nobody can be called', () => {
    expect(card({ ...ppr, contacts: [] })).to.contain('Telefon ikke oplyst');
  });

  it('shows a caseworker and a number for each open case, and nothing of a case that policy keeps back', () => {
    const widget = show([long]);
    expect(findAll(widget, '.reach .name').map(text)).to.deep.equal(['Åse-Kirstine Øllgaard Bækhøj-Sørensen', 'Jørgen Ærøe']);
    expect(text(find(widget, '.card'))).to.contain('Støtte efter barnets lov § 32');
    expect(text(find(widget, '.card'))).to.contain('Åbnet 11. marts 2024');
    const bare = text(find(show([{ ...family, cases: [] }]), '.card'));
    expect(bare).to.contain('Involveret');
    expect(bare).to.not.match(/sag\b|Ansvarlig|Åbnet/);
  });

  it('folds closed cases into one line, and unfolds them by button or attribute', async () => {
    const widget = show([family]);
    expect(text(find(widget, '.card'))).to.contain('1 lukket sag');
    expect(text(find(widget, '.card'))).to.not.contain('Modtagelsen');
    const press = async (words: string) => {
      buttonOf(widget, words).click();
      await widget.updateComplete;
    };
    await press('Vis');
    expect(text(find(widget, '.card'))).to.contain('Ansvarlig enhed: Modtagelsen');
    expect(buttonOf(widget, 'Skjul').getAttribute('aria-expanded')).to.equal('true');
    await press('Skjul');
    expect(text(find(widget, '.card'))).to.not.contain('Modtagelsen');
    widget.setAttribute('show-closed', '');
    await widget.updateComplete;
    expect(text(find(widget, '.card'))).to.contain('Modtagelsen');
    await press('Skjul');
    expect(text(find(widget, '.card'))).to.not.contain('Modtagelsen');
  });

  it('calls it an earlier involvement where all cases are closed', () => {
    const closed = family.cases.filter(({ status }) => status === 'closed');
    expect(text(find(show([{ ...family, cases: closed }]), '.state'))).to.equal('Tidligere involveret');
  });

  it('does not carry what was unfolded over to another child', async () => {
    const widget = show([family]);
    buttonOf(widget, 'Vis').click();
    await widget.updateComplete;
    const session = widget.session as FakeSession;
    session.set({ state: { phase: 'open', locale: 'da', opened: opened({ context: 'context-2' }) } });
    expect(buttonOf(widget, 'Vis').getAttribute('aria-expanded')).to.equal('false');
  });

  it('offers to write and to open a case only where the host can', () => {
    const asked: unknown[] = [];
    const actions: HostActions = { openCase: (event) => asked.push(event), composeMessage: (event) => asked.push(event) };
    const able = show([family], { actions });
    buttonOf(able, 'Skriv meddelelse').click();
    buttonOf(able, 'Åbn sag').click();
    expect(asked).to.deep.equal([
      { context: 'context-1', party: 'family-services' },
      { context: 'context-1', caseId: 'case-1' },
    ]);
    expect(findAll(show([family]), '.card > :first-child button').map(text)).to.deep.equal(['Vis']);
  });

  it('says how many cases, when and from where, and unfolds the law on request', async () => {
    const widget = show([family, ppr]);
    expect(text(find(widget, 'footer > span'))).to.equal('3 sager · hentet kl. 09.14 fra Sags- og Dokumentindekset');
    buttonOf(widget, 'Hvorfor må jeg se det?').click();
    await widget.updateComplete;
    expect(text(find(widget, '.why'))).to.equal(
      'Kommunen: At der er en sag, i hvilken afdeling, og hvem der har ansvaret. Videregives efter retssikkerhedsloven § 12 a (under afklaring) Indhentes efter sundhedsloven § 42 a',
    );
  });

  it('says nothing of what a source has filtered away', () => {
    const session = new FakeSession();
    const asAnswered = (state: string) =>
      loaded([noneReported], { sources: [{ id: 'cases', state: state as 'ok', asOf: opened().expires }] });
    const shown = (['ok', 'filtered'] as const).map((state) => {
      session.set({ snapshots: { cases: asAnswered(state) }, state: { phase: 'open', locale: 'da', opened: opened() } });
      return text(mount('pt-case-overview', session).shadowRoot!.querySelector('section')!);
    });
    expect(shown[0]).to.equal(shown[1]);
  });

  it('says nothing of it either where the answer is incomplete for another reason', () => {
    const session = new FakeSession();
    const sources = [{ id: 'cases', state: 'filtered', asOf: opened().expires }] as const;
    session.set({
      snapshots: { cases: loaded([ppr], { state: 'partial', sources }) },
      state: { phase: 'open', locale: 'da', opened: opened() },
    });
    const message = text(find(mount('pt-case-overview', session), '.body > .message'));
    expect(message).to.equal('Oplysningerne er ikke fuldstændige. En del af svaret kunne ikke læses. Prøv igen');
  });

  it('says where there is no department that some cases are not shared here', () => {
    expect(text(find(show([]), '.body'))).to.contain('Nogle sager deles ikke her. Er du i tvivl, så ring.');
    expect(text(find(show([ppr]), '.body'))).to.not.contain('Nogle sager');
  });

  it('shows what comes from outside as text', () => {
    const html = '<img src=x onerror=alert(1)>';
    const widget = show([
      {
        ...long,
        department: html,
        municipality: { code: '1', name: html },
        cases: [{ id: html, status: 'open', title: html, responsibleUnit: html, caseworker: html, opened: html }],
        contacts: [{ level: html, name: html, person: { name: html, role: html }, phone: html, hours: html }],
      },
    ]);
    expect(findAll(widget, 'img')).to.have.length(0);
    expect(text(find(widget, '.card')).split(html).length - 1).to.be.greaterThan(8);
    expect(findAll(widget, '.card a'), 'no plain number, no link').to.have.length(0);
  });

  it('puts the number at the right edge of each row in a narrow panel, in a column of its own in a wide one', () => {
    const right = (width: number) =>
      findAll(show([family, ppr, notConnected], { width }), '.copy').map((copy) => Math.round(copy.getBoundingClientRect().right));
    expect(new Set(right(400)).size).to.equal(1);
    const left = findAll(show([family, ppr, notConnected], { width: 960 }), '.phone').map((phone) =>
      Math.round(phone.getBoundingClientRect().left),
    );
    expect(new Set(left).size).to.equal(1);
  });

  it('cuts nothing off at 320 px, and breaks no number', () => {
    const widget = show([long, notShared], { width: 320 });
    expect(widget.scrollWidth).to.be.at.most(320);
    for (const number of findAll(widget, '.number')) expect(number.getClientRects()).to.have.length(1);
    for (const block of findAll(widget, '.body p, .body h3'))
      expect(block.scrollWidth, text(block)).to.be.at.most(Math.max(block.clientWidth, 1));
  });

  it('keeps its size in a host that shrinks the root', () => {
    const size = () => {
      const widget = show([family]);
      return [
        getComputedStyle(find(widget, '.phone a')).fontSize,
        getComputedStyle(find(widget, '.card')).padding,
        find(widget, '.copy').offsetHeight,
      ];
    };
    const before = size();
    document.documentElement.style.fontSize = '62.5%';
    document.body.style.fontSize = '16px';
    try {
      expect(size()).to.deep.equal(before);
    } finally {
      document.documentElement.style.fontSize = document.body.style.fontSize = '';
    }
  });

  it('gives every target 24 px or more', () => {
    const widget = show([family, ppr], { actions: { composeMessage: () => {}, openCase: () => {} } });
    for (const target of findAll(widget, 'a, button')) {
      const { width, height } = target.getBoundingClientRect();
      expect(Math.min(width, height), text(target)).to.be.at.least(24);
    }
  });
});
