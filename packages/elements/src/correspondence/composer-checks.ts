import { type Fields, carriedFiles } from './draft.ts';
import { bytesAtMost } from './files.ts';
import type { Compose } from './seam.ts';

/** What is wrong, and the field where it is. */
export interface Wrong {
  readonly at: string;
  readonly is: WrongWord;
}

export type WrongWord =
  | 'to-missing'
  | 'to-unreachable'
  | 'category-missing'
  | 'topic-missing'
  | 'text-missing'
  | 'role-missing'
  | 'phone-missing'
  | 'phone-form'
  | 'files-many'
  | 'files-large'
  | 'files-failed'
  | 'title-missing'
  | 'url-form';

/** Files and links that the network's converter takes of one message. */
const convertedAtMost = 10;

// As the standard has it: digits in any groups, and a plus in front.
const phoneForm = /^\+?\d(?:[ -]?\d)*$/;

/** What keeps the message from being sent, in the order of the fields. */
export function wrongsOf(what: Compose, fields: Fields): Wrong[] {
  const { to, category, topic, text, role, phone, attachments } = fields;
  const carried = carriedFiles(what, fields);
  const bytes = [...attachments, ...carried].reduce((sum, { size = 0 }) => sum + size, 0);
  const converted = to.some(({ unit }) => unit.reach === 'converted');
  const wrongs: (Wrong | false)[] = [
    !to.length && { at: 'to', is: 'to-missing' },
    to.some(({ unit }) => unit.reach === 'none') && { at: 'to', is: 'to-unreachable' },
    !category && { at: 'category', is: 'category-missing' },
    category === 'other' && !topic.trim() && { at: 'topic', is: 'topic-missing' },
    !text.trim() && { at: 'text', is: 'text-missing' },
    attachments.some(({ state }) => state === 'failed') && { at: 'files', is: 'files-failed' },
    converted && attachments.length + carried.length > convertedAtMost && { at: 'files', is: 'files-many' },
    bytes > bytesAtMost && { at: 'files', is: 'files-large' },
    ...attachments.flatMap(({ id, url, title }): (Wrong | false)[] => [
      url !== undefined && !isLink(url) && { at: `url-${id}`, is: 'url-form' },
      url === undefined && !title.trim() && { at: `title-${id}`, is: 'title-missing' },
    ]),
    !role.trim() && { at: 'role', is: 'role-missing' },
    !phone.trim() ? { at: 'phone', is: 'phone-missing' } : !phoneForm.test(phone.trim()) && { at: 'phone', is: 'phone-form' },
  ];
  return wrongs.filter((wrong) => !!wrong);
}

function isLink(url: string): boolean {
  return URL.canParse(url.trim()) && /^https?:$/.test(new URL(url.trim()).protocol);
}
