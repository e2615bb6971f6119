import { expect } from '@open-wc/testing';
import type { Draft } from '@paa-tvaers/contract';
import { ChildSession } from '../context/child-session.ts';
import { FakeClock, FakeGateway, openedBody, problemBody } from '../context/testing/fake-gateway.ts';
import { task, until } from '../context/testing/page.ts';
import type { FakeSession } from '../section/testing/fake-session.ts';
import { asOf, at, opened } from '../section/testing/fixtures.ts';
import { buttonOf, find, findAll, text } from '../section/testing/mount.ts';
import { quiet } from '../section/testing/quiet.ts';
import { compose, draft, FakeUpload, sentBody, type TestComposer, units } from './testing/composing.ts';
import { message, open, text as body, thread } from './testing/fixtures.ts';

const type = (widget: TestComposer, selector: string, value: string) => {
  const field = find<HTMLInputElement>(widget, selector);
  field.value = value;
  field.dispatchEvent(new Event('input'));
};
const choose = (widget: TestComposer, selector: string, value: string) => {
  const field = find<HTMLSelectElement>(widget, selector);
  field.value = value;
  field.dispatchEvent(new Event('change'));
};
const press = (widget: TestComposer, key: string) =>
  find(widget, '#w-to').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
const send = (widget: TestComposer) => find(widget, '#w-send').click();
const focused = (widget: TestComposer) => widget.shadowRoot?.activeElement?.id;
const errors = (widget: TestComposer) => findAll(widget, '.error').map((one) => text(one));
const posts = (session: FakeSession, route = '/v1/threads') => session.server.to(route, 'POST');
const saves = (session: FakeSession) =>
  session.server.requests.filter(({ method, route }) => method === 'PUT' && route.startsWith('/v1/drafts/'));
const drops = (session: FakeSession) => session.server.requests.filter(({ method }) => method === 'DELETE');

/** Answers what is saved on the way, until the message itself is asked to be sent. */
async function onItsWay(session: FakeSession, count = 1, route = '/v1/threads') {
  const answered = new Set<object>();
  await until(() => {
    for (const save of saves(session)) {
      if (!answered.has(save)) save.answer(200, { context: 'context-1', id: save.route.split('/').at(-1), savedAt: at(0, '09:18') });
      answered.add(save);
    }
    return posts(session, route).length >= count;
  });
  return posts(session, route).at(-1)!;
}

async function found(session: FakeSession, items: readonly object[] = Object.values(units)) {
  await until(() => posts(session, '/v1/recipients/search').length > 0);
  posts(session, '/v1/recipients/search').at(-1)!.answer(200, { context: 'context-1', state: 'ok', items, more: false });
  await task();
}

/** Until nothing is left to paint: focus moves when a painting is over, and may ask for another. */
async function painted(widget: TestComposer): Promise<void> {
  while (!(await widget.updateComplete));
}

/** A new message to PPR that may be sent, and of which only the receiver is saved. */
async function ready(session: FakeSession, over: Parameters<typeof compose>[2] = {}): Promise<TestComposer> {
  const widget = await compose(session, {}, over);
  await found(session);
  press(widget, 'ArrowDown');
  press(widget, 'Enter');
  await until(() => saves(session).length > 0);
  const [save] = saves(session);
  save!.answer(200, { context: 'context-1', id: save!.route.split('/').at(-1), savedAt: at(0, '09:17') });
  await task();
  session.server.requests.length = 0;
  choose(widget, '#w-category', 'carecoordination');
  type(widget, '#w-text', 'Kære PPR');
  await painted(widget);
  return widget;
}

const pdf = (name = 'Brev.pdf', size = 1000, kind = 'application/pdf') => new File([new Uint8Array(size)], name, { type: kind });
const drop = (widget: TestComposer, files: readonly File[], how: 'drop' | 'paste' = 'drop') => {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  const event = new Event(how, { bubbles: true, cancelable: true });
  // Firefox gives the paste of a test a board of its own, and leaves the page for the file that a test drops.
  Object.defineProperty(event, how === 'drop' ? 'dataTransfer' : 'clipboardData', { value: data });
  find(widget, '#w-text').dispatchEvent(event);
  return event;
};
const uploaded = async (count = 1) => {
  await until(() => FakeUpload.all.length >= count);
  return FakeUpload.all[count - 1]!;
};
const arrived = (file = 'f-1') => ({ context: 'context-1', file, contentType: 'application/pdf', size: 1000 });

describe('the composer', () => {
  quiet();
  beforeEach(FakeUpload.begin);
  afterEach(FakeUpload.end);

  describe('a new message', () => {
    it('goes to the child’s own unit, picked by the keyboard alone, with its contact as "Att."', async () => {
      const session = open();
      const widget = await compose(session);
      expect(focused(widget)).to.equal('w-to');
      await found(session);
      expect(findAll(widget, '[role=option]').map((one) => text(one))).to.deep.equal([
        'PPR i Korsbæk Korsbæk Kommune · Barnets egen',
        'Familieteam Vest Korsbæk Kommune · Barnets egen',
        'Lægehuset Prøvegade Barnets egen',
        'Øjenklinikken',
        'Tandklinikken Kan ikke skrives til',
      ]);
      press(widget, 'ArrowDown');
      await painted(widget);
      expect(find(widget, '#w-to').getAttribute('aria-activedescendant')).to.equal('w-unit-0');
      press(widget, 'Enter');
      await painted(widget);
      expect(find<HTMLInputElement>(widget, '#w-attention-0').value).to.equal('Anders Øvesen, psykolog');
      expect(focused(widget)).to.equal('w-attention-0');
      choose(widget, '#w-category', 'carecoordination');
      type(widget, '#w-topic', 'Møde');
      type(widget, '#w-text', 'Kære PPR');
      await painted(widget);
      expect(session.unsent.size > 0).to.equal(true);
      send(widget);
      const post = await onItsWay(session);
      const { draft: kept, ...body } = post.body!;
      expect(body).to.deep.equal({
        text: 'Kære PPR',
        role: 'overlæge',
        phone: '12345661',
        attachments: [],
        category: 'carecoordination',
        to: units.ppr.sor,
        attention: { name: 'Anders Øvesen', role: 'psykolog' },
        topic: 'Møde',
      });
      expect(saves(session).at(-1)!.route).to.equal(`/v1/drafts/${kept}`);
      post.answer(201, sentBody());
      await until(() => widget.told.length > 0);
      expect(widget.told).to.deep.equal([sentBody()]);
      expect(session.unsent.size > 0).to.equal(false);
      await painted(widget);
      expect(findAll(widget, '.composer')).to.have.length(0);
    });

    it('holds nothing of the child but what one writes', async () => {
      const session = open();
      session.set({
        state: { phase: 'open', locale: 'da', opened: opened({}, { municipality: { code: '0998', name: 'Korsbæk Kommune' } }) },
      });
      const widget = await ready(session);
      send(widget);
      const post = await onItsWay(session);
      expect(JSON.stringify([post.body, ...saves(session).map(({ body }) => body)])).not.to.match(/0505149996|Josefine|Kommune/);
    });

    it('says beside Send whom it is about, number in full, and that a notification of concern cannot be sent', async () => {
      const widget = await ready(open());
      expect(text(find(widget, '.last'))).to.contain('Om Josefine Testperson, 050514-9996');
      expect(text(find(widget, '.composer'))).to.contain(
        'Haster det, så ring. Svar kan vare flere hverdage. En underretning kan ikke sendes her.',
      );
    });

    it('a click on a unit that cannot be written to chooses nothing', async () => {
      const session = open();
      const widget = await compose(session);
      await found(session);
      findAll(widget, '[role=option]').at(-1)!.click();
      await painted(widget);
      expect(findAll(widget, '.chosen li')).to.have.length(0);
      findAll(widget, '[role=option]')[1]!.click();
      await painted(widget);
      expect(text(find(widget, '.chosen .unit'))).to.equal('Familieteam Vest Korsbæk Kommune');
      buttonOf(widget, 'Fjern Familieteam Vest').click();
      await painted(widget);
      expect(focused(widget)).to.equal('w-to');
    });

    it('says that the search failed, and searches again', async () => {
      const session = open();
      const widget = await compose(session);
      await until(() => posts(session, '/v1/recipients/search').length > 0);
      posts(session, '/v1/recipients/search')[0]!.fail();
      await until(() => text(find(widget, '.composer')).includes('Der kan ikke søges lige nu.'));
      buttonOf(widget, 'Prøv igen').focus();
      await painted(widget);
      buttonOf(widget, 'Prøv igen').click();
      await until(() => posts(session, '/v1/recipients/search').length > 1);
      await found(session);
      await painted(widget);
      expect(focused(widget)).to.equal('w-to');
      expect(findAll(widget, '[role=option]')).to.have.length(5);
    });

    it('closes its list by Escape, and Enter in a field sends nothing', async () => {
      const session = open();
      const widget = await ready(session);
      find(widget, '#w-topic').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      find(widget, '#w-several').click();
      await painted(widget);
      expect(find(widget, '#w-to').getAttribute('aria-expanded')).to.equal('true');
      press(widget, 'Escape');
      await painted(widget);
      expect(find(widget, '#w-to').getAttribute('aria-expanded')).to.equal('false');
      await task();
      expect(posts(session)).to.have.length(0);
    });

    it('has all 18 categories, this project’s first, and priority with a referral alone', async () => {
      const widget = await ready(open());
      const codes = findAll(widget, '#w-category option').map((one) => (one as HTMLOptionElement).value);
      expect(codes).to.have.length(18);
      expect(codes[0]).to.equal('psychiatry-social-disability');
      expect(findAll(widget, '#w-priority')).to.have.length(0);
      choose(widget, '#w-category', 'regarding-referral');
      await painted(widget);
      expect(findAll(widget, '#w-priority option').map((one) => text(one))).to.deep.equal(['Ikke angivet', 'Rutine', 'Hurtigst muligt']);
    });

    it('begins with a template: the host’s own where it has set some', async () => {
      const widget = await ready(open());
      expect(findAll(widget, '#w-template option').length).to.be.greaterThan(1);
      widget.templates = [{ name: 'Vores', text: 'Vores tekst' }];
      widget.requestUpdate();
      await painted(widget);
      expect(findAll(widget, '#w-template option').map((one) => text(one))).to.deep.equal(['Vores']);
      buttonOf(widget, 'Indsæt').click();
      await painted(widget);
      expect(find<HTMLTextAreaElement>(widget, '#w-text').value).to.equal('Kære PPR\n\nVores tekst');
      widget.templates = [];
      widget.requestUpdate();
      await painted(widget);
      expect(findAll(widget, '#w-template')).to.have.length(0);
    });

    it('S1.A3: a template brings its topic and category where one has written none', async () => {
      const widget = await compose(open());
      const field = (id: string) => find<HTMLInputElement>(widget, id).value;
      widget.templates = [{ name: 'Vores', text: 'Vores tekst', topic: 'Indlæggelse', category: 'carecoordination' }];
      widget.requestUpdate();
      await painted(widget);
      buttonOf(widget, 'Indsæt').click();
      await painted(widget);
      expect([field('#w-topic'), field('#w-category')]).to.deep.equal(['Indlæggelse', 'carecoordination']);
      widget.templates = [{ name: 'En anden', text: '', topic: 'Møde', category: 'other' }];
      widget.requestUpdate();
      await painted(widget);
      buttonOf(widget, 'Indsæt').click();
      await painted(widget);
      expect([field('#w-topic'), field('#w-category')]).to.deep.equal(['Indlæggelse', 'carecoordination']);
      choose(widget, '#w-category', '');
      widget.templates = [{ name: 'Forkert', text: '', category: 'gossip' }];
      widget.requestUpdate();
      await painted(widget);
      buttonOf(widget, 'Indsæt').click();
      await painted(widget);
      expect(field('#w-category')).to.equal('');
    });

    it('speaks English', async () => {
      const session = open();
      session.set({ state: { ...session.state, locale: 'en' } });
      const widget = await compose(session);
      await until(() => find(widget, '.composer').lang === 'en');
      expect(text(find(widget, 'h2'))).to.equal('New message');
      expect(text(findAll(widget, '#w-category option')[1]!)).to.equal('Psychiatry, social, disability');
    });
  });

  describe('what is wrong', () => {
    it('is said of a field once it has been left, and of all when Send is pressed, each with a way to its field', async () => {
      const session = open();
      const widget = await compose(session);
      await found(session);
      expect(errors(widget)).to.deep.equal([]);
      find(widget, '#w-phone').focus();
      type(widget, '#w-phone', 'ring');
      await painted(widget);
      // It has not been left.
      expect(errors(widget)).to.deep.equal(['Vælg en modtager.']);
      find(widget, '#w-text').focus();
      await painted(widget);
      expect(errors(widget)).to.deep.equal([
        'Vælg en modtager.',
        'Et telefonnummer må kun have cifre, mellemrum, bindestreg og et + forrest.',
      ]);
      expect(find(widget, '#w-phone').getAttribute('aria-describedby')).to.equal('w-phone-error');
      choose(widget, '#w-category', 'other');
      send(widget);
      await painted(widget);
      expect(focused(widget)).to.equal('w-summary');
      expect(findAll(widget, '#w-summary a').map((one) => text(one))).to.deep.equal([
        'Vælg en modtager.',
        'Skriv et emne. Det skal med, når kategorien er Andet.',
        'Skriv en meddelelse.',
        'Et telefonnummer må kun have cifre, mellemrum, bindestreg og et + forrest.',
      ]);
      findAll(widget, '#w-summary a')[1]!.click();
      expect(focused(widget)).to.equal('w-topic');
      expect(location.hash).to.equal('');
      type(widget, '#w-topic', 'Møde');
      await painted(widget);
      expect(findAll(widget, '#w-summary a')).to.have.length(3);
      expect(posts(session)).to.have.length(0);
    });

    it('never moves Send from under the pointer that left the field', async () => {
      const widget = await ready(open());
      find(widget, '#w-phone').focus();
      type(widget, '#w-phone', '');
      await painted(widget);
      const button = find(widget, '#w-send');
      const before = button.getBoundingClientRect().top;
      button.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, view: window }));
      find(widget, '#w-phone').blur();
      await painted(widget);
      expect(errors(widget)).to.deep.equal([]);
      expect(button.getBoundingClientRect().top).to.equal(before);
      window.dispatchEvent(new PointerEvent('pointerup'));
      await until(() => errors(widget).length > 0);
    });

    it('is what the gateway says, and everything stays', async () => {
      const session = open();
      const widget = await ready(session);
      send(widget);
      (await onItsWay(session)).answer(422, problemBody('recipient-unreachable', 422));
      await until(() => findAll(widget, '#w-problem').length > 0);
      await painted(widget);
      expect(text(find(widget, '#w-problem'))).to.contain('Modtageren kan ikke skrives til. Ring i stedet.');
      expect(focused(widget)).to.equal('w-problem');
      expect(find<HTMLTextAreaElement>(widget, '#w-text').value).to.equal('Kære PPR');
      expect(session.unsent.size > 0).to.equal(true);
      expect(widget.told).to.deep.equal([]);
    });
  });

  describe('Send', () => {
    it('pressed twice sends once', async () => {
      const session = open();
      const widget = await ready(session);
      send(widget);
      send(widget);
      await onItsWay(session);
      send(widget);
      await task();
      await task();
      expect(posts(session)).to.have.length(1);
      expect(find(widget, '#w-send').getAttribute('aria-disabled')).to.equal('true');
      expect(find<HTMLTextAreaElement>(widget, '#w-text').readOnly).to.equal(true);
    });

    it('where nobody answered: again, with the same key, and everything stays meanwhile', async () => {
      const session = open();
      const widget = await ready(session);
      send(widget);
      (await onItsWay(session)).fail();
      await until(() => findAll(widget, '#w-problem').length > 0);
      expect(text(find(widget, '#w-problem'))).to.contain('Den bliver kun sendt én gang.');
      expect(text(find(widget, '#w-send'))).to.equal('Send igen');
      send(widget);
      (await onItsWay(session, 2)).answer(201, sentBody());
      await until(() => widget.told.length > 0);
      const [first, second] = posts(session);
      expect(first!.headers['Idempotency-Key']).to.equal(second!.headers['Idempotency-Key']);
      expect(first!.body).to.deep.equal(second!.body);
    });

    it('waits for a saving that is on its way, and saves nothing after', async () => {
      const session = open();
      const widget = await ready(session);
      widget.clock.move(1_000);
      await until(() => saves(session).length > 0);
      send(widget);
      await task();
      await task();
      expect(posts(session)).to.have.length(0);
      (await onItsWay(session)).answer(201, sentBody());
      await until(() => widget.told.length > 0);
      const count = saves(session).length;
      widget.clock.move(60_000);
      await task();
      expect(saves(session)).to.have.length(count);
    });

    it('to several: a message each, with one group; what failed is sent again alone', async () => {
      const session = open();
      const widget = await ready(session);
      find(widget, '#w-several').click();
      await painted(widget);
      expect(focused(widget)).to.equal('w-to');
      findAll(widget, '[role=option]')[1]!.click();
      await painted(widget);
      send(widget);
      (await onItsWay(session)).answer(201, sentBody('thread-ppr'));
      (await onItsWay(session, 2)).answer(503, problemBody('unavailable', 503));
      await until(() => findAll(widget, '#w-problem').length > 0);
      expect(findAll(widget, '.outcome').map((one) => text(one))).to.deep.equal(['Sendt', 'Ikke sendt']);
      expect(text(find(widget, '#w-problem'))).to.contain('Den sendes kun igen til dem, der ikke har.');
      // What is kept has only those that are left: a page that dies now sends nobody a second one.
      expect(saves(session).at(-1)!.body!.to).to.deep.equal([units.family.sor]);
      send(widget);
      const third = await onItsWay(session, 3);
      expect(posts(session).map(({ body }) => body!.to)).to.deep.equal([units.ppr.sor, units.family.sor, units.family.sor]);
      expect(new Set(posts(session).map(({ body }) => body!.group)).size).to.equal(1);
      expect(posts(session)[0]!.body!.draft).to.equal(undefined);
      third.answer(201, sentBody('thread-family'));
      await until(() => findAll(widget, '#w-sent').length > 0);
      await painted(widget);
      expect(focused(widget)).to.equal('w-sent');
      expect(session.unsent.size > 0).to.equal(false);
      await until(() => drops(session).length > 0);
      buttonOf(widget, 'Åbn tråden: Familieteam Vest').click();
      expect(widget.told).to.deep.equal([sentBody('thread-family')]);
    });
  });

  describe('a reply', () => {
    const from = (specificSender: object) =>
      thread({ messages: [message({ id: 'm-2', specificSender })], latest: 'm-2', category: 'regarding-referral', priority: 'routine' });

    it('goes to the latest message, with the thread’s subject and its specific sender, which can be taken away', async () => {
      const session = open();
      const widget = await compose(session, { kind: 'reply', thread: from({ name: 'Anders Øvesen', role: 'psykolog' }) });
      expect(text(find(widget, 'h2'))).to.equal('Svar til PPR i Korsbæk');
      expect(focused(widget)).to.equal('w-text');
      expect(session.unsent.size > 0).to.equal(false);
      expect(find<HTMLInputElement>(widget, '#w-attention-0').value).to.equal('Anders Øvesen, psykolog');
      expect(find<HTMLSelectElement>(widget, '#w-category').value).to.equal('regarding-referral');
      expect(find<HTMLSelectElement>(widget, '#w-priority').value).to.equal('routine');
      type(widget, '#w-text', 'Tak');
      type(widget, '#w-attention-0', '');
      await painted(widget);
      send(widget);
      const post = await onItsWay(session, 1, '/v1/threads/thread-1/replies');
      expect(post.body).to.include({ answers: 'm-2', attention: null, priority: 'routine', category: 'regarding-referral' });
    });

    it('to a team names the team', async () => {
      const session = open();
      const widget = await compose(session, { kind: 'reply', thread: from({ team: 'Team Nord' }) });
      type(widget, '#w-text', 'Tak');
      await painted(widget);
      send(widget);
      const post = await onItsWay(session, 1, '/v1/threads/thread-1/replies');
      expect(post.body!.attention).to.deep.equal({ team: 'Team Nord' });
    });

    it('of one’s own that did not come through begins as that was written, files and links too; a draft is offered beside it', async () => {
      const session = open();
      const failed = message({ id: 'm-3', direction: 'out', delivery: { state: 'rejected', at: asOf } });
      const before = thread();
      const parts = [
        ...before.parts,
        body('m-3', { text: 'Kan I komme?' }),
        body('m-3', { id: 'more', text: 'Ring gerne.' }),
        { id: 'p-1', kind: 'file', message: 'm-3', title: 'Udtalelse', contentType: 'application/pdf', size: 1000, file: 'f-9' },
        { id: 'p-2', kind: 'link', message: 'm-3', title: 'Vejledning', url: 'https://example.test/' },
        { id: 'p-3', kind: 'file', message: 'm-3', title: 'Er her ikke' },
      ];
      const what = thread({ messages: [...before.messages, failed], parts, latest: 'm-3' });
      const drafts = [draft({ kind: 'reply', thread: 'thread-1', text: 'En anden tekst' })];
      const widget = await compose(session, { kind: 'reply', thread: what, message: 'm-3', again: 'm-3' }, { drafts });
      expect(find<HTMLTextAreaElement>(widget, '#w-text').value).to.equal('Kan I komme?\n\nRing gerne.');
      expect(text(find(widget, '.composer'))).to.contain('Hent kladden');
      send(widget);
      const post = await onItsWay(session, 1, '/v1/threads/thread-1/replies');
      expect(post.body).to.deep.include({
        answers: 'm-3',
        text: 'Kan I komme?\n\nRing gerne.',
        attachments: [
          { file: 'f-9', title: 'Udtalelse' },
          { url: 'https://example.test/', title: 'Vejledning' },
        ],
      });
    });

    it('that something newer has overtaken says so, and then answers that', async () => {
      const session = open();
      const widget = await compose(session, { kind: 'reply', thread: from({ team: 'Team Nord' }) });
      type(widget, '#w-text', 'Tak');
      await painted(widget);
      send(widget);
      (await onItsWay(session, 1, '/v1/threads/thread-1/replies')).answer(409, problemBody('not-the-latest', 409));
      await until(() => session.server.to('/v1/threads/thread-1').length > 0);
      session.server.last('/v1/threads/thread-1').answer(200, thread({ latest: 'm-3', messages: [message({ id: 'm-3' })] }));
      await until(() => findAll(widget, '#w-problem').length > 0);
      expect(text(find(widget, '#w-problem'))).to.contain('Der er kommet noget nyt i tråden.');
      send(widget);
      const post = await onItsWay(session, 2, '/v1/threads/thread-1/replies');
      expect(post.body!.answers).to.equal('m-3');
    });
  });

  it('forwards the messages that are chosen, to a new receiver, with a reason', async () => {
    const session = open();
    const widget = await compose(session, { kind: 'forward', thread: thread(), message: 'm-2' });
    await found(session);
    findAll(widget, '[role=option]')[2]!.click();
    await painted(widget);
    expect(findAll(widget, '#w-several')).to.have.length(0);
    const [own, earlier] = findAll(widget, '[type=checkbox]') as HTMLInputElement[];
    expect(own!.disabled).to.equal(true);
    expect(text(own!.closest('label')!)).to.contain('1 fil');
    earlier!.click();
    type(widget, '#w-text', 'Til orientering');
    await painted(widget);
    send(widget);
    const post = await onItsWay(session, 1, '/v1/threads/thread-1/forwards');
    expect(post.body).to.deep.include({ of: 'm-2', to: units.clinic.sor, only: ['m-2'], topic: 'Netværksmøde før sommerferien' });
  });

  describe('files', () => {
    it('come by drop, paste and pick, and go with the message', async () => {
      const session = open();
      const widget = await ready(session);
      expect(drop(widget, [pdf()]).defaultPrevented).to.equal(true);
      const first = await uploaded();
      expect(first.headers['Content-Type']).to.equal('application/pdf');
      expect(first.headers['Idempotency-Key']).to.match(/^[\w-]{32}$/);
      first.move(0.5);
      await painted(widget);
      expect(find<HTMLProgressElement>(widget, 'progress').value).to.equal(0.5);
      expect(text(find(widget, '.attached'))).to.contain('Overfører, 50 %');
      first.answer(201, arrived('f-1'));
      drop(widget, [pdf('Billede.png', 10, 'image/png')], 'paste');
      (await uploaded(2)).answer(201, arrived('f-2'));
      const picker = find<HTMLInputElement>(widget, 'input[type=file]');
      expect(picker.accept).to.equal('application/pdf,image/gif,image/jpeg,image/png,image/tiff,image/bmp');
      const data = new DataTransfer();
      data.items.add(pdf('Tredje.PDF'));
      picker.files = data.files;
      picker.dispatchEvent(new Event('change'));
      (await uploaded(3)).answer(201, arrived('f-3'));
      await until(() => !findAll(widget, 'progress').length);
      type(widget, '.attached li:last-child input', 'Det tredje');
      send(widget);
      const post = await onItsWay(session);
      expect(post.body!.attachments).to.deep.equal([
        { file: 'f-1', title: 'Brev' },
        { file: 'f-2', title: 'Billede' },
        { file: 'f-3', title: 'Det tredje' },
      ]);
    });

    it('of another type, empty or too large are refused before they leave; a pasted text is left alone', async () => {
      const widget = await ready(open());
      const large = pdf('stor.pdf');
      Object.defineProperty(large, 'size', { value: 56_250_001 });
      // What is dropped is another object: picked.
      const picker = find<HTMLInputElement>(widget, 'input[type=file]');
      Object.defineProperty(picker, 'files', { value: [pdf('film.mp4', 10, 'video/mp4'), pdf('tom.pdf', 0), large] });
      picker.dispatchEvent(new Event('change'));
      await painted(widget);
      expect(errors(widget)).to.deep.equal([
        'film.mp4 kan ikke sendes. Brug PDF eller et billede (JPEG, PNG, GIF, TIFF, BMP).',
        'tom.pdf er tom.',
        'stor.pdf er for stor. Der kan højst være 56 MB i en meddelelse.',
      ]);
      expect(FakeUpload.all).to.have.length(0);
      expect(drop(widget, [], 'paste').defaultPrevented).to.equal(false);
    });

    it('are waited for by Send; one that fails stops it, and is tried again with its key', async () => {
      const session = open();
      const widget = await ready(session);
      drop(widget, [pdf()]);
      const first = await uploaded();
      send(widget);
      await painted(widget);
      expect(text(find(widget, '.busy'))).to.contain('Sendes, når filerne er overført.');
      first.answer(422, problemBody('file-infected', 422));
      await until(() => findAll(widget, '#w-summary').length > 0);
      expect(errors(widget)).to.include('Filen indeholder skadelig kode og kan ikke sendes.');
      expect(posts(session)).to.have.length(0);
      buttonOf(widget, 'Prøv igen: Brev').click();
      const second = await uploaded(2);
      expect(second.headers['Idempotency-Key']).to.equal(first.headers['Idempotency-Key']);
      send(widget);
      second.answer(201, arrived());
      expect((await onItsWay(session)).body!.attachments).to.deep.equal([{ file: 'f-1', title: 'Brev' }]);
    });

    it('are cancelled on their way, and Send need not wait', async () => {
      const session = open();
      const widget = await ready(session);
      drop(widget, [pdf(), pdf('To.pdf')]);
      const first = await uploaded();
      await painted(widget);
      buttonOf(widget, 'Annullér: Brev').click();
      const second = await uploaded(2);
      expect(first.aborted).to.equal(true);
      expect((second.file as File).name).to.equal('To.pdf');
      send(widget);
      await painted(widget);
      buttonOf(widget, 'Vent med at sende').click();
      second.answer(201, arrived());
      await task();
      await painted(widget);
      expect(posts(session)).to.have.length(0);
      expect(find(widget, '#w-send').getAttribute('aria-disabled')).to.equal(null);
    });

    it('may be links, which must be whole', async () => {
      const session = open();
      const widget = await ready(session);
      buttonOf(widget, 'Tilføj henvisning').click();
      await painted(widget);
      expect(focused(widget)).to.match(/^w-url-/);
      type(widget, '.attached [type=url]', 'example.test');
      send(widget);
      await painted(widget);
      expect(errors(widget)).to.deep.equal(['Skriv en hel adresse, der begynder med https://']);
      type(widget, '.attached [type=url]', 'https://example.test/');
      await painted(widget);
      send(widget);
      expect((await onItsWay(session)).body!.attachments).to.deep.equal([{ url: 'https://example.test/', title: 'https://example.test/' }]);
    });
  });

  describe('the draft', () => {
    it('is saved, and says when', async () => {
      const session = open();
      const widget = await ready(session);
      widget.clock.move(1_000);
      await until(() => saves(session).length > 0);
      const [save] = saves(session);
      save!.answer(200, { context: 'context-1', id: save!.route.split('/').at(-1), savedAt: at(0, '09:18') });
      await until(() => text(find(widget, '.drafted')).includes('09.18'));
      expect(text(find(widget, '.drafted'))).to.equal('Kladde gemt kl. 09.18. Den slettes efter 14 dage.');
      expect(session.unsent.size > 0).to.equal(true);
    });

    it('that was there is gone on with, and ends with the message', async () => {
      const session = open();
      const widget = await compose(session, {}, { drafts: [draft()] });
      expect(text(find(widget, '.composer'))).to.contain('Her er din kladde, gemt kl. 09.14.');
      expect(find<HTMLTextAreaElement>(widget, '#w-text').value).to.equal('Begyndt i går.');
      expect(find<HTMLInputElement>(widget, '#w-attention-0').value).to.equal('Bo Test, socialrådgiver');
      expect(session.unsent.size > 0).to.equal(true);
      send(widget);
      const post = await onItsWay(session);
      expect(post.body).to.include({ draft: draft().id, to: units.family.sor });
    });

    it('does not take the place of what has been written meanwhile, unless it is asked for', async () => {
      const session = open();
      const widget = await compose(session, {}, { drafts: [draft()], meanwhile: (widget) => type(widget, '#w-text', 'Nyt') });
      expect(find<HTMLTextAreaElement>(widget, '#w-text').value).to.equal('Nyt');
      buttonOf(widget, 'Hent kladden').click();
      await until(() => saves(session).length > 0);
      const [save] = saves(session);
      expect(save!.body!.text).to.equal('Nyt');
      expect(save!.route).not.to.contain(draft().id);
      save!.answer(200, { context: 'context-1', id: 'x', savedAt: at(0, '09:18') });
      await until(() => find<HTMLTextAreaElement>(widget, '#w-text').value === 'Begyndt i går.');
    });

    it('is laid aside, and a new one is begun', async () => {
      const session = open();
      const widget = await compose(session, {}, { drafts: [draft()] });
      buttonOf(widget, 'Begynd på en ny').click();
      await until(() => find<HTMLTextAreaElement>(widget, '#w-text').value === '');
      expect(drops(session)).to.have.length(0);
      expect(session.unsent.size > 0).to.equal(false);
    });

    it('is thrown away, and taken back under another id', async () => {
      const session = open();
      const widget = await compose(session, {}, { drafts: [draft()] });
      buttonOf(widget, 'Slet kladde').click();
      await painted(widget);
      await until(() => drops(session).length > 0);
      expect(drops(session)[0]!.route).to.equal(`/v1/drafts/${draft().id}`);
      expect(session.unsent.size > 0).to.equal(false);
      expect(focused(widget)).to.equal('w-undo');
      buttonOf(widget, 'Fortryd').click();
      await painted(widget);
      expect(find<HTMLTextAreaElement>(widget, '#w-text').value).to.equal('Begyndt i går.');
      expect(session.unsent.size > 0).to.equal(true);
      widget.clock.move(1_000);
      await until(() => saves(session).length > 0);
      expect(saves(session)[0]!.route).not.to.contain(draft().id);
    });

    it('that cannot be kept keeps the composer open', async () => {
      const session = open();
      const widget = await ready(session);
      buttonOf(widget, 'Gem og luk').click();
      await until(() => saves(session).length > 0);
      saves(session)[0]!.fail();
      await until(() => findAll(widget, '#w-problem').length > 0);
      expect(text(find(widget, '#w-problem'))).to.contain('Kladden kan ikke gemmes lige nu.');
      expect(widget.told).to.deep.equal([]);
      buttonOf(widget, 'Gem og luk').click();
      await until(() => saves(session).length > 1);
      saves(session)[1]!.answer(200, { context: 'context-1', id: 'x', savedAt: at(0, '09:18') });
      await until(() => widget.told.length > 0);
      expect(widget.told).to.deep.equal(['closed']);
      expect(session.unsent.size > 0).to.equal(false);
    });
  });

  describe('the child is left', () => {
    const bo = {
      phase: 'open',
      locale: 'da',
      opened: opened({ context: 'context-2' }, { cpr: '2306132224', name: 'Bo Testperson' }),
    } as const;
    const anna = (context: string) => ({ phase: 'open', locale: 'da', opened: opened({ context }) }) as const;

    it('the text is gone in that task, saved in its own context, and never another child’s', async () => {
      const session = open();
      const widget = await ready(session);
      session.set({ state: bo });
      expect(findAll(widget, '.composer')).to.have.length(0);
      expect(saves(session)).to.have.length(1);
      expect(saves(session)[0]!.headers['Paa-Tvaers-Context']).to.equal('context-1');
      expect(session.unsent.size > 0).to.equal(false);
      saves(session)[0]!.fail();
      widget.clock.move(60_000);
      await task();
      session.set({ state: bo });
      await painted(widget);
      expect(findAll(widget, '.composer')).to.have.length(0);
      expect(saves(session)).to.have.length(1);
    });

    it('what could not be saved comes back with the same child', async () => {
      const session = open();
      const widget = await ready(session);
      session.set({ state: { phase: 'expired', locale: 'da' } });
      saves(session)[0]!.answer(401, problemBody('token-expired', 401));
      await task();
      session.set({ state: bo });
      expect(findAll(widget, '.composer')).to.have.length(0);
      session.set({ state: anna('context-3') });
      await until(() => session.unsent.size > 0);
      expect(find<HTMLTextAreaElement>(widget, '#w-text').value).to.equal('Kære PPR');
      widget.clock.move(10_000);
      await until(() => saves(session).length > 1);
      expect(saves(session)[1]!.headers['Paa-Tvaers-Context']).to.equal('context-3');
    });

    it('what was saved does not come back by itself', async () => {
      const session = open();
      const widget = await ready(session);
      session.set({ state: { phase: 'closed', locale: 'da' } });
      saves(session)[0]!.answer(200, {});
      await task();
      session.set({ state: anna('context-3') });
      await task();
      expect(findAll(widget, '.composer')).to.have.length(0);
      expect(session.unsent.size > 0).to.equal(false);
    });

    it('what was on its way to be asked is not asked in another child’s context', async () => {
      const session = open();
      const widget = await ready(session);
      find(widget, '#w-several').click();
      await painted(widget);
      type(widget, '#w-to', 'skolen');
      drop(widget, [pdf(), pdf('To.pdf')]);
      await uploaded();
      session.set({ state: bo });
      widget.clock.move(60_000);
      await task();
      await task();
      expect(session.server.requests.filter(({ headers }) => headers['Paa-Tvaers-Context'] === 'context-2')).to.deep.equal([]);
      expect(FakeUpload.all).to.have.length(1);
      expect(FakeUpload.all[0]!.aborted).to.equal(true);
    });

    it('nothing is begun about another child than the one that was open when it was asked for', async () => {
      const session = open();
      const widget = await ready(session);
      widget.composer.begin({ kind: 'reply', thread: thread(), desk: thread().desk! });
      await until(() => saves(session).length > 0);
      session.set({ state: bo });
      await task();
      await task();
      expect(findAll(widget, '.composer')).to.have.length(0);
    });

    it('an answer that comes late tells nothing', async () => {
      const session = open();
      session.server.honoursAbort = false;
      const widget = await ready(session);
      send(widget);
      const post = await onItsWay(session);
      session.set({ state: bo });
      post.answer(201, sentBody());
      await task();
      expect(widget.told).to.deep.equal([]);
      expect(findAll(widget, '.composer')).to.have.length(0);
    });

    it('a hidden page saves, covers the text, and has it again', async () => {
      const clock = new FakeClock();
      const server = new FakeGateway();
      const session = new ChildSession(clock, server.fetch);
      session.set({ apiUrl: 'https://gateway.test', purpose: 'casework', getToken: async () => 'token', child: { cpr: '0505149996' } });
      session.connect(true);
      await until(() => server.to('/v1/contexts', 'POST').length > 0);
      server.last('/v1/contexts', 'POST').answer(200, openedBody('context-1', '0505149996', clock));
      await until(() => session.state.phase === 'open');
      const fake = Object.assign(session, { server }) as unknown as FakeSession;
      const widget = await compose(fake);
      type(widget, '#w-text', 'Kære PPR');
      session.hide();
      expect(saves(fake)).to.have.length(1);
      expect(findAll(widget, '.composer')).to.have.length(0);
      expect(session.unsent.size > 0).to.equal(true);
      session.show();
      expect(find<HTMLTextAreaElement>(widget, '#w-text').value).to.equal('Kære PPR');
    });

    it('an element that is taken away saves, and lets go of it until it is back', async () => {
      const session = open();
      const widget = await ready(session);
      const frame = widget.parentElement!;
      widget.remove();
      expect(saves(session)).to.have.length(1);
      await task();
      expect(session.unsent.size > 0).to.equal(false);
      frame.append(widget);
      await task();
      expect(session.unsent.size > 0).to.equal(true);
      expect(find<HTMLTextAreaElement>(widget, '#w-text').value).to.equal('Kære PPR');
    });
  });

  it('goes on with a text that is being written, and lays it aside for another', async () => {
    const session = open();
    const widget = await ready(session);
    const { desk } = thread();
    widget.composer.begin({ kind: 'new', desk: desk! });
    await painted(widget);
    expect(find<HTMLTextAreaElement>(widget, '#w-text').value).to.equal('Kære PPR');
    widget.composer.begin({ kind: 'reply', thread: thread(), desk: desk! });
    await until(() => saves(session).length > 0);
    saves(session)[0]!.answer(200, { context: 'context-1', id: 'x', savedAt: at(0, '09:18') });
    await until(() => text(find(widget, 'h2')) === 'Svar til PPR i Korsbæk');
  });

  it('a draft of another employee or an unreadable list is told of, and writing goes on', async () => {
    const session = open();
    const widget = await compose(session, {}, { drafts: [{ id: 1 } as unknown as Draft] });
    expect(text(find(widget, '.composer'))).to.contain('Vi kan ikke se lige nu, om du har en kladde.');
    buttonOf(widget, 'Prøv igen').click();
    await until(() => session.server.to('/v1/drafts').length > 1);
    session.server.last('/v1/drafts').answer(200, { context: 'context-1', items: [] });
    await until(() => !text(find(widget, '.composer')).includes('kladde.'));
  });
});
