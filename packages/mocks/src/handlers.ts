import { problemType, routes } from '@paa-tvaers/contract';
import { http, HttpResponse, type JsonBodyType } from 'msw';
import type { Answer, Scenario } from './scenario.ts';

/**
 * Handlers for msw that answer as the gateway did when the scenario was recorded, in a browser
 * (`setupWorker` of `msw/browser`) and in Node (`setupServer` of `msw/node`).
 *
 * Recorded: the opening, the sections, threads and each of them, drafts, the child's own recipients, the inbox. Made:
 * what writes is taken and forgotten (sent, noted, saved, uploaded), so that the recorded answers stay as they are;
 * recipients are searched among the recorded ones; the inbox's filters choose among its recorded threads; a document
 * and a file's link are of nothing; the stream of changes is silent.
 *
 * @param apiUrl the gateway's origin, as `api-url` has it; left out: any origin
 */
export function handlers(scenario: Scenario, apiUrl = '*') {
  const at = (route: string) => apiUrl + route.replace('{id}', ':id');
  const { opening } = scenario;
  const context = 'context' in opening.body ? opening.body.context : '';
  const now = () => new Date().toISOString();
  const made = (body: Record<string, JsonBodyType>, status = 201) => reply({ status, body: { context, ...body } });
  const noted = () => made({ at: now() }, 200);
  const sent = (thread: string) => made({ thread, message: 'message-sent', state: 'accepted', at: now() });
  const gone = () => new HttpResponse(null, { status: 204 });

  return [
    http.post(at(routes.contexts), () => reply(opening)),
    http.delete(at(routes.context), gone),
    http.get(at(routes.cases), () => reply(scenario.cases ?? notOpened)),
    http.get(at(routes.contacts), () => reply(scenario.contacts ?? notOpened)),
    http.get(at(routes.appointments), () => reply(scenario.appointments ?? notOpened)),
    http.get(at(routes.school), () => reply(scenario.school ?? notOpened)),

    http.get(at(routes.threads), () => reply(scenario.threads ?? notOpened)),
    http.get(at(routes.thread), ({ params }) =>
      reply(scenario.thread?.find(({ body }) => 'id' in body && body.id === params.id) ?? notFound),
    ),
    http.post(at(routes.threads), () => sent('thread-sent')),
    http.post(at(routes.replies), ({ params }) => sent(String(params.id))),
    http.post(at(routes.forwards), () => sent('thread-sent')),
    http.put(at(routes.read), noted),
    http.put(at(routes.task), noted),
    http.put(at(routes.filed), noted),
    http.put(at(routes.messageChild), noted),
    http.get(at(routes.document), () => new HttpResponse(document, { headers: { 'Content-Type': 'application/pdf' } })),

    http.get(at(routes.drafts), () => reply(scenario.drafts ?? notOpened)),
    http.put(at(routes.draft), ({ params }) => made({ id: String(params.id), savedAt: now() }, 200)),
    http.delete(at(routes.draft), gone),
    http.post(at(routes.recipients), async ({ request }) => reply(found(scenario, (await request.json()) as Question))),
    http.post(at(routes.attachments), async ({ request }) =>
      made({
        file: 'file-sent',
        contentType: request.headers.get('Content-Type') ?? 'application/pdf',
        size: (await request.arrayBuffer()).byteLength,
      }),
    ),
    http.post(at(routes.attachmentLink), () => made({ url: `data:application/pdf,${encodeURIComponent(document)}`, expires: now() })),

    http.get(at(routes.inbox), ({ request }) => reply(listed(scenario, new URL(request.url).searchParams))),
    http.post(at(routes.launches), () => reply({ status: 201, body: { code: 'code-of-the-recordings', expires: now() } })),
    http.get(at(routes.changes), () => new HttpResponse(silence(), { headers: { 'Content-Type': 'text/event-stream' } })),
  ];
}

interface Question {
  readonly text?: string;
  readonly kind?: string;
}

function problem(slug: 'context-missing' | 'not-found', title: string, status: number): Answer {
  return { status, body: { type: problemType(slug), title, status, trace: '0'.repeat(32) } };
}
// Where the child could not be opened there is no context to ask in.
const notOpened = problem('context-missing', 'The header Paa-Tvaers-Context is missing', 400);
const notFound = problem('not-found', 'Nothing is here', 404);
const document = '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n%%EOF\n';

function found({ recipients }: Scenario, { text = '', kind }: Question): Answer {
  if (!recipients || !('items' in recipients.body)) return recipients ?? notOpened;
  const { items } = recipients.body;
  const fits = items.filter((unit) => unit.name.toLowerCase().includes(text.toLowerCase()) && (kind === undefined || unit.kind === kind));
  return { ...recipients, body: { ...recipients.body, items: fits } };
}

function listed({ inbox }: Scenario, asked: URLSearchParams): Answer {
  const state = asked.get('state') ?? 'open';
  const answer = inbox?.[state === 'done' ? 'done' : 'open'];
  const items = answer && 'items' in answer.body && answer.body.items;
  if (!items || state === 'open' || state === 'done') return answer ?? notOpened;
  return { ...answer, body: { ...answer.body, items: items.filter(({ task }) => task.state === state) } };
}

/** Open until the page leaves it, with a comment now and then so that nobody takes it for dead. */
function silence(): ReadableStream<Uint8Array> {
  let beat: ReturnType<typeof setInterval>;
  return new ReadableStream({
    start(controller) {
      const comment = new TextEncoder().encode(':\n\n');
      controller.enqueue(comment);
      beat = setInterval(() => controller.enqueue(comment), 20_000);
    },
    cancel: () => clearInterval(beat),
  });
}

function reply({ status, body }: Answer) {
  return HttpResponse.json(body as Record<string, unknown>, {
    status,
    headers: { 'Cache-Control': 'no-store', ...(status >= 400 && { 'Content-Type': 'application/problem+json' }) },
  });
}
