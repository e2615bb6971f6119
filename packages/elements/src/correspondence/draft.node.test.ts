import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MailUnit } from '@paa-tvaers/contract';
import { newMessage, forward, reply, saveDraft } from '@paa-tvaers/contract/requests';
import { wrongsOf } from './composer-checks.ts';
import {
  answered,
  attentionOf,
  begun,
  bodyOf,
  carriedBy,
  carriedFiles,
  draftFor,
  draftOf,
  type Fields,
  restored,
  routeOf,
} from './draft.ts';
import { bytesAtMost } from './files.ts';
import type { Compose } from './seam.ts';
import { desk, message, thread as threadOf } from './testing/fixtures.ts';

const unit = (over: Partial<MailUnit> = {}): MailUnit => ({
  sor: '441211000016003',
  name: 'PPR i Korsbæk',
  kind: 'ppr',
  reach: 'fdis91',
  ...over,
});
const thread = threadOf({
  id: 'thread/1',
  category: 'regarding-referral',
  topic: 'Henvisning',
  priority: 'asap',
  messages: [
    message({
      id: 'm-1',
      kind: 'new',
      direction: 'out',
      sender: 'BUP Korsbæk',
      receiver: 'PPR i Korsbæk',
      specificRecipient: { team: 'Team Nord' },
    }),
    message({ id: 'm-2', answers: 'm-1', specificSender: { name: 'Anders Øvesen', role: 'psykolog' } }),
    message({ id: 'beside', answers: 'm-1' }),
  ],
  parts: [
    { id: 'p-1', kind: 'file', message: 'm-1', size: 3_000_000 },
    { id: 'p-2', kind: 'link', message: 'm-2' },
    { id: 'p-3', kind: 'text', message: 'm-2' },
    { id: 'p-4', kind: 'file', message: 'beside' },
  ],
});
const fresh: Compose = { kind: 'new', desk };
const replying: Compose = { kind: 'reply', thread, message: 'm-1', desk };
const forwarding: Compose = { kind: 'forward', thread, message: 'm-2', desk };

const whole = (what: Compose, over: Partial<Fields> = {}): Fields => ({
  ...begun(what),
  category: 'carecoordination',
  text: 'Kære PPR',
  ...(what.kind === 'reply' ? {} : { to: [{ unit: unit(), attention: '' }] }),
  ...over,
});
const said = (what: Compose, fields: Fields) => wrongsOf(what, fields).map(({ at, is }) => `${at}: ${is}`);

describe('the fields at the beginning', () => {
  test('of a new message: the author’s own, and nothing of the child', () => {
    assert.deepEqual(begun(fresh), {
      to: [],
      category: '',
      topic: '',
      priority: '',
      text: '',
      role: 'overlæge',
      phone: '12345661',
      attachments: [],
      without: [],
    });
  });

  test('of a reply: the thread’s category, topic and priority, and the specific sender of its latest message', () => {
    const { to, category, topic, priority } = begun(replying);
    assert.deepEqual({ category, topic, priority }, { category: 'regarding-referral', topic: 'Henvisning', priority: 'asap' });
    assert.equal(answered(replying), 'm-2');
    assert.deepEqual(
      to.map(({ unit, attention }) => [unit.name, attention]),
      [['PPR i Korsbæk', 'Anders Øvesen, psykolog']],
    );
  });

  test('of a reply to one’s own latest message: its receiver, and whom that one named', () => {
    const own = { ...thread, messages: thread.messages.slice(0, 1), latest: 'm-1' };
    const [first] = begun({ ...replying, thread: own }).to;
    assert.deepEqual([first?.unit.name, first?.attention], ['PPR i Korsbæk', 'Team Nord']);
  });

  test('of a forward: no receiver, and the thread’s subject', () => {
    const { to, category, topic } = begun(forwarding);
    assert.deepEqual([to, category, topic], [[], 'regarding-referral', 'Henvisning']);
  });
});

describe('whom to name', () => {
  test('a person, with a role after the comma; a team where the thread names one', () => {
    assert.deepEqual(attentionOf('Anders Øvesen, psykolog'), { name: 'Anders Øvesen', role: 'psykolog' });
    assert.deepEqual(attentionOf('  Anders Øvesen '), { name: 'Anders Øvesen' });
    assert.deepEqual(attentionOf(', psykolog'), { name: ', psykolog' });
    assert.deepEqual(attentionOf('Team Nord'), { name: 'Team Nord' });
    assert.deepEqual(attentionOf('Team Nord', thread), { team: 'Team Nord' });
    assert.equal(attentionOf('  '), undefined);
  });
});

describe('what is sent', () => {
  test('a new message, as the contract has it', () => {
    const fields = whole(fresh, { topic: ' Møde ', priority: 'asap', to: [{ unit: unit(), attention: 'Bo Test' }] });
    const body = bodyOf(fresh, fields, fields.to[0]!, 'group');
    assert.deepEqual(body, {
      text: 'Kære PPR',
      role: 'overlæge',
      phone: '12345661',
      attachments: [],
      category: 'carecoordination',
      to: '441211000016003',
      attention: { name: 'Bo Test' },
      topic: 'Møde',
      group: 'group',
    });
    assert.deepEqual(newMessage.parse(body), body);
    assert.equal(routeOf(fresh), '/v1/threads');
  });

  test('priority goes with a referral, and with nothing else', () => {
    const fields = whole(fresh, { priority: 'asap' });
    assert.equal('priority' in bodyOf(fresh, fields, fields.to[0]!), false);
    const referral = { ...fields, category: 'regarding-referral' };
    assert.equal(bodyOf(fresh, referral, fields.to[0]!).priority, 'asap');
    assert.equal(bodyOf(replying, { ...begun(replying), category: 'other' }, begun(replying).to[0]!).priority, null);
  });

  test('a reply to the latest message; what is emptied is taken away', () => {
    const fields = whole(replying, { topic: ' ', category: 'regarding-referral' });
    const body = bodyOf(replying, fields, { ...fields.to[0]!, attention: '' });
    assert.deepEqual(body, {
      text: 'Kære PPR',
      role: 'overlæge',
      phone: '12345661',
      attachments: [],
      category: 'regarding-referral',
      topic: null,
      priority: 'asap',
      answers: 'm-2',
      attention: null,
    });
    assert.deepEqual(reply.parse(body), body);
    assert.equal(routeOf(replying), '/v1/threads/thread%2F1/replies');
  });

  test('a forward of all that the message carries, or of the messages that are chosen', () => {
    assert.deepEqual(
      carriedBy(forwarding).map(({ id }) => id),
      ['m-2', 'm-1'],
    );
    const fields = whole(forwarding);
    assert.equal('only' in bodyOf(forwarding, fields, fields.to[0]!), false);
    const fewer = { ...fields, without: ['m-1'] };
    const body = bodyOf(forwarding, fewer, fields.to[0]!);
    assert.deepEqual([('only' in body && body.only) || [], 'of' in body && body.of], [['m-2'], 'm-2']);
    assert.deepEqual(forward.parse(body), body);
    assert.deepEqual(
      carriedFiles(forwarding, fields).map(({ id }) => id),
      ['p-1', 'p-2'],
    );
    assert.deepEqual(
      carriedFiles(forwarding, fewer).map(({ id }) => id),
      ['p-2'],
    );
    assert.equal(routeOf(forwarding), '/v1/threads/thread%2F1/forwards');
  });

  test('files that are at the gateway, and links; a link without a title has its address', () => {
    const fields = whole(fresh, {
      attachments: [
        { id: 'a', title: 'Brev', state: 'here', part: 1, file: 'f-1' },
        { id: 'b', title: 'På vej', state: 'moving', part: 0.5 },
        { id: 'c', title: '', state: 'here', part: 1, url: ' https://example.test/a ' },
      ],
    });
    assert.deepEqual(bodyOf(fresh, fields, fields.to[0]!).attachments, [
      { file: 'f-1', title: 'Brev' },
      { url: 'https://example.test/a', title: 'https://example.test/a' },
    ]);
  });
});

describe('a draft', () => {
  test('is what the contract takes, empty or full, and comes back as it was', () => {
    assert.deepEqual(saveDraft.parse(draftOf(fresh, begun(fresh))), draftOf(fresh, begun(fresh)));
    for (const what of [fresh, replying, forwarding]) {
      const fields = whole(what, {
        topic: 'Møde',
        priority: 'routine',
        attachments: [{ id: 'kept-0', title: 'Brev', state: 'here', part: 1, file: 'f-1' }],
        ...(what.kind === 'new' && {
          to: [
            { unit: unit(), attention: '' },
            { unit: unit({ sor: '441211000016004' }), attention: 'Bo Test, læge' },
          ],
        }),
      });
      const kept = draftOf(what, fields);
      assert.deepEqual(saveDraft.parse(kept), kept);
      const { to: _, ...rest } = kept;
      const to = what.kind === 'reply' ? undefined : fields.to.map((one) => one.unit);
      const draft = {
        ...(rest as object),
        id: 'draft-1',
        kind: kept.kind,
        text: kept.text,
        attachments: [{ file: 'f-1', title: 'Brev' }],
        savedAt: '',
      };
      assert.deepEqual(restored({ ...draft, ...(to && { to }) }, what), fields);
    }
  });

  test('keeps whom to name as far as the contract has room', () => {
    const long = 'x'.repeat(120);
    const to = [unit(), unit({ sor: '441211000016004' })].map((one) => ({ unit: one, attention: long }));
    assert.equal(draftOf(fresh, whole(fresh, { to })).attention, long);
  });

  test('to go on with is the one that is named, else the newest of the same kind and thread', () => {
    const draft = (id: string, kind: string, of?: string) => ({
      id,
      kind,
      text: '',
      attachments: [],
      savedAt: '',
      ...(of && { thread: of }),
    });
    const drafts = [draft('a', 'reply', 'thread/1'), draft('b', 'new'), draft('c', 'new'), draft('d', 'reply', 'other')];
    assert.equal(draftFor(fresh, drafts)?.id, 'b');
    assert.equal(draftFor(replying, drafts)?.id, 'a');
    assert.equal(draftFor({ ...fresh, draft: 'c' }, drafts)?.id, 'c');
    assert.equal(draftFor(forwarding, drafts), undefined);
  });
});

describe('what keeps a message from being sent', () => {
  test('nothing, where it is whole', () => {
    for (const what of [fresh, replying, forwarding]) assert.deepEqual(said(what, whole(what)), []);
  });

  test('what the standard asks for and is not there', () => {
    const nothing = { ...begun(fresh), role: ' ', phone: '' };
    assert.deepEqual(said(fresh, nothing), [
      'to: to-missing',
      'category: category-missing',
      'text: text-missing',
      'role: role-missing',
      'phone: phone-missing',
    ]);
  });

  test('S1.A2: no topic with the category "Andet"', () => {
    assert.deepEqual(said(fresh, whole(fresh, { category: 'other', topic: ' ' })), ['topic: topic-missing']);
    assert.deepEqual(said(fresh, whole(fresh, { category: 'other', topic: 'Møde' })), []);
  });

  test('a phone number that the standard refuses', () => {
    for (const phone of ['+45 12 34 56 78', '12-34-56-78', '12345678']) assert.deepEqual(said(fresh, whole(fresh, { phone })), []);
    for (const phone of ['ring', '12 34 56 78 lokal 9', '12  34', '-12'])
      assert.deepEqual(said(fresh, whole(fresh, { phone })), ['phone: phone-form']);
  });

  test('a unit that cannot be written to', () => {
    assert.deepEqual(said(fresh, whole(fresh, { to: [{ unit: unit({ reach: 'none' }), attention: '' }] })), ['to: to-unreachable']);
  });

  test('more than ten files and links to a unit that the network converts for, those of a forward counted', () => {
    const to = [{ unit: unit({ reach: 'converted' }), attention: '' }];
    const links = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ id: `${at}`, title: 'x', state: 'here' as const, part: 1, url: 'https://example.test' }));
    assert.deepEqual(said(fresh, whole(fresh, { to, attachments: links(10) })), []);
    assert.deepEqual(said(fresh, whole(fresh, { to, attachments: links(11) })), ['files: files-many']);
    assert.deepEqual(said(fresh, whole(fresh, { attachments: links(11) })), []);
    assert.deepEqual(said(forwarding, whole(forwarding, { to, attachments: links(9) })), ['files: files-many']);
  });

  test('files that are too large together, one that did not come, one without a title, and a link that is none', () => {
    const file = { id: 'a', title: 'x', state: 'here' as const, part: 1, file: 'f-1' };
    assert.deepEqual(said(fresh, whole(fresh, { attachments: [{ ...file, size: bytesAtMost }] })), []);
    assert.deepEqual(said(fresh, whole(fresh, { attachments: [{ ...file, size: bytesAtMost + 1 }] })), ['files: files-large']);
    assert.deepEqual(said(forwarding, whole(forwarding, { attachments: [{ ...file, size: bytesAtMost }] })), ['files: files-large']);
    assert.deepEqual(said(fresh, whole(fresh, { attachments: [{ ...file, state: 'failed', title: ' ' }] })), [
      'files: files-failed',
      'title-a: title-missing',
    ]);
    const link = { id: 'b', title: '', state: 'here' as const, part: 1, url: 'example.test' };
    assert.deepEqual(said(fresh, whole(fresh, { attachments: [link] })), ['url-b: url-form']);
    assert.deepEqual(said(fresh, whole(fresh, { attachments: [{ ...link, url: 'javascript:alert(1)' }] })), ['url-b: url-form']);
  });
});
