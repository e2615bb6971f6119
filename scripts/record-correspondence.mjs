// What family services has written and been sent when the recordings begin: kinds of threads that a unit meets.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { contextHeader, idempotencyHeader, pathOf, routes } from '@paa-tvaers/contract';
import { mailUnits } from '@paa-tvaers/stand-ins';

const minute = 60_000;
/** Milliseconds that a correspondent takes to answer; its receipt comes after half of that. */
export const answerAfter = 40 * minute;
/** Looks at the gateway until something has come: it works in its own time, and the clock stands. */
const looks = 500;

const author = { role: 'Socialrådgiver', phone: '12345678' };
// The smallest PDF with its magic bytes; what is in it is nobody's.
const pdf = '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n%%EOF\n';

// The correspondents answer by words in the text: see the README of the stand-ins.
const written = [
  {
    to: mailUnits.clinic,
    category: 'carecoordination',
    topic: 'Status på helbredet',
    text: 'Vi samler op på Josefines forløb før sommerferien. Send gerne et svar med fil, hvis I har en nyere udtalelse.',
    file: 'Handleplan',
    ends: ({ unread }) => unread === 1,
  },
  {
    to: mailUnits.ppr,
    category: 'psychiatry-social-disability',
    topic: 'Støtte i skolen',
    text: 'Hvem hos jer følger Josefine i skolen? Videresend gerne til den rette.',
    // What is handed on comes back as a thread of its own.
    ends: ({ delivery }, all) => delivery?.state === 'delivered' && all.some(({ latest }) => latest.kind === 'forward'),
  },
  {
    to: mailUnits.bupKorsbaek,
    category: 'psychiatry-social-disability',
    topic: 'Netværksmøde den 22. juni',
    text: 'Vi holder netværksmøde kl. 13.\nAfvis gerne, hvis tidspunktet ikke passer.',
    ends: ({ delivery }) => delivery?.state === 'rejected',
  },
  {
    to: mailUnits.olderClinic,
    category: 'carecoordination',
    topic: 'Tidligere undersøgelser',
    text: 'Har I undersøgelser fra før, Josefine skiftede læge? Skriv, hvis henvisningen er lagt på et forkert barn.',
    ends: ({ held }) => held,
  },
];

/**
 * Writes, is answered, and notes on the threads, as a social worker does from Friday morning on.
 *
 * @param {object} parts
 * @param {string} parts.url the gateway's
 * @param {(time: Date) => void} parts.setTime of the gateway and of the network
 * @param {() => Promise<string>} parts.sign a token of now
 * @param {string} parts.cpr the child's
 * @param {string} parts.day when the recordings begin, `YYYY-MM-DD`
 */
export async function correspond({ url, setTime, sign, cpr, day }) {
  // The letters that wait at the start, each received once and at the same moment.
  await come(routes.inbox, ({ items }) => items.length === 2);
  const friday = Date.parse(`${day}T09:05:00+02:00`) - 3 * 24 * 60 * minute;
  for (const [index, letter] of written.entries()) {
    const begun = friday + index * 2 * answerAfter;
    setTime(new Date(begun));
    const own = await write(letter);
    for (const passed of [0.5, 1]) {
      setTime(new Date(begun + passed * answerAfter));
      await until(own, passed === 1 ? letter.ends : ({ delivery }) => ['delivered', 'rejected'].includes(delivery?.state));
    }
  }
  setTime(new Date(`${day}T08:52:00+02:00`));
  const all = await threads();
  const [answered, asking] = [written[0].topic, 'Udredning og støtte i hjemmet'].map((topic) => all.find((one) => one.topic === topic).id);
  await note(answered, asking);
  setTime(new Date(`${day}T09:03:00+02:00`));
  await write({
    to: mailUnits.clinic,
    category: 'carecoordination',
    topic: 'Tid til børneundersøgelse',
    text: 'Josefine mangler en tid. Kan I finde en, som passer med skolen?',
  });

  async function write({ to, category, topic, text, file }) {
    const ask = await inContext();
    const attachments = file ? [{ file: (await upload(ask)).file, title: file }] : [];
    const body = { ...author, to: to.sor, category, topic, text, attachments };
    const { thread } = await ask(routes.threads, 'POST', body);
    await until(thread, ({ delivery }) => delivery?.state === 'sent');
    return thread;
  }

  async function upload(ask) {
    return ask(routes.attachments, 'POST', pdf, 'application/pdf');
  }

  /** One answer is filed; the letter that waits is somebody's, and a reply to it is begun. */
  async function note(answered, asking) {
    const ask = await inContext();
    const { messages } = await ask(pathOf(routes.thread, answered), 'GET');
    await ask(pathOf(routes.filed, messages.find(({ direction }) => direction === 'in').id), 'PUT', { where: 'DUBU' });
    const { latest } = await ask(pathOf(routes.thread, asking), 'GET');
    await ask(pathOf(routes.task, asking), 'PUT', { state: 'in-progress', assignee: 'self' });
    await ask(pathOf(routes.draft, 'draft-of-the-recordings'), 'PUT', {
      ...author,
      kind: 'reply',
      thread: asking,
      message: latest,
      text: 'Tak for jeres brev. Familien får støtte hjemme to gange om ugen, og',
      attachments: [],
    });
  }

  async function threads() {
    const ask = await inContext();
    return (await ask(routes.threads, 'GET')).items;
  }

  function until(thread, holds) {
    return come(routes.threads, ({ items }) =>
      holds(
        items.find(({ id }) => id === thread),
        items,
      ),
    );
  }

  async function come(path, holds) {
    const ask = await inContext();
    for (let look = 0; look < looks; look += 1) {
      if (holds(await ask(path, 'GET'))) return;
      await pause(200);
    }
    throw new Error('what is waited for does not come');
  }

  /** Contexts and tokens do not outlive what happens between two of them. */
  async function inContext() {
    const authorization = { Authorization: `Bearer ${await sign()}` };
    const opened = await answer(routes.contexts, 'POST', { cpr, purpose: 'casework' }, authorization);
    const headers = { ...authorization, [contextHeader]: opened.context };
    return (path, method, body, type) => answer(path, method, body, headers, type);
  }

  async function answer(path, method, body, headers, type = 'application/json') {
    const answered = await fetch(url + path, {
      method,
      headers: { ...headers, [idempotencyHeader]: randomUUID(), ...(body !== undefined && { 'Content-Type': type }) },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    if (!answered.ok) throw new Error(`${method} ${path} answered ${answered.status}`);
    return answered.json();
  }
}
