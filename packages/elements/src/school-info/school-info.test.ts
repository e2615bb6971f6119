import type { SchoolRelation } from '@paa-tvaers/contract';
import { expect } from '@open-wc/testing';
import { FakeSession } from '../section/testing/fake-session.ts';
import { asOf, institutions, loaded, opened, school } from '../section/testing/fixtures.ts';
import { buttonOf, find, findAll, messages, mount, text } from '../section/testing/mount.ts';
import { quiet } from '../section/testing/quiet.ts';
import { scenes } from '../section/testing/scenes.ts';

function show(items: readonly SchoolRelation[] = institutions, width = 394) {
  const session = new FakeSession();
  const sources = [{ id: 'school', state: 'ok', asOf }] as const;
  session.set({ snapshots: { school: loaded(items, { sources }) }, state: { phase: 'open', locale: 'da', opened: opened() } });
  return mount('pt-school-info', session, { width });
}

const row = (institution: SchoolRelation) => text(find(show([institution]), 'li'));

describe('<pt-school-info>', () => {
  before(messages);
  quiet();

  it('says which school, what it is, the class level, the address and the number; one row each', () => {
    const widget = show();
    expect(text(find(widget, 'h2'))).to.equal('Skole og dagtilbud');
    expect(findAll(widget, 'li').map(text)).to.deep.equal([
      'Korsbæk Øveskole Skole · 5. klasse Skolegade 1, 0000 Korsbæk 12 34 56 50',
      'Fritidsklubben Prøven Klub Skolegade 3, 0000 Korsbæk 12 34 56 52',
    ]);
    expect(text(find(widget, 'footer > span'))).to.equal('Hentet kl. 09.14 fra Institutionsregistret (STIL)');
  });

  it('says each kind in a word, and one that it does not know as its text', () => {
    const kinds = ['school', 'after-school', 'club', 'day-care', 'other', 'efterskole', 'constructor'];
    expect(kinds.map((kind) => text(find(show([{ kind, name: 'x' }]), 'li p')))).to.deep.equal([
      'Skole',
      'SFO',
      'Klub',
      'Dagtilbud',
      'Andet tilbud',
      'efterskole',
      'constructor',
    ]);
  });

  it('says class 0 as a class, and nothing where the register gives none', () => {
    expect(row({ ...school, level: '0' })).to.contain('Skole · 0. klasse');
    expect(row({ kind: 'school', name: 'Korsbæk Øveskole' })).to.equal('Korsbæk Øveskole Skole Telefon ikke oplyst');
  });

  it('names the school to a screen reader that calls it', () => {
    expect(find(show([school]), '.phone a').getAttribute('aria-label')).to.equal('Ring til Korsbæk Øveskole, 12 34 56 50');
    expect(buttonOf(show([school]), 'Kopiér nummer 12 34 56 50').title).to.equal('Kopiér nummer');
  });

  it('says that it is kept back for a protected child, in words of its own, and asks for no guess', () => {
    const { tag, session } = scenes()['protected, school']!;
    const widget = mount(tag, session);
    expect(text(find(widget, '.body > .message'))).to.match(
      /^Skole eller dagtilbud vises ikke\. Barnet har navne- og adressebeskyttelse\./,
    );
    expect(getComputedStyle(find(widget, '.body > .message')).borderTopStyle).to.equal('dashed');
    expect(findAll(widget, '.body button')).to.have.length(0);
    expect(text(find(widget, '.body'))).to.not.contain('Øveskole');
  });

  it('shows what comes from outside as text', () => {
    const html = '<img src=x onerror=alert(1)>';
    const widget = show([{ kind: html, name: html, level: html, phone: html, address: html }]);
    expect(findAll(widget, 'img')).to.have.length(0);
    expect(text(find(widget, 'li')).split(html).length - 1).to.equal(5);
  });

  it('cuts nothing off at 320 px, and puts the number at the right edge', () => {
    const long = 'Specialskoleafdelingen'.repeat(46);
    const widget = show([{ kind: 'school', name: long, level: '5', address: long, phone: '12345650' }, school], 320);
    expect(widget.scrollWidth).to.be.at.most(320);
    for (const block of findAll(widget, '.body p, .body h3')) {
      expect(block.scrollWidth, text(block).slice(0, 40)).to.be.at.most(Math.max(block.clientWidth, 1));
    }
    const edge = find(widget, 'li').getBoundingClientRect().right;
    for (const copy of findAll(widget, '.copy')) expect(edge - copy.getBoundingClientRect().right).to.be.below(20);
  });
});
