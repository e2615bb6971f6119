import type { InboxItem, Launch, Shape, Task, TaskState } from '@paa-tvaers/contract';
import { launchShape, notedShape, pathOf, routes } from '@paa-tvaers/contract/reader';
import { drawKey, exchangeOf } from '../context/exchange.ts';
import type { UnitInbox } from './unit-inbox.ts';

/** What the user does with a thread: takes it, puts it back, finishes it, opens it again. */
export type Act = 'take' | 'release' | 'done' | 'reopen';

interface Wish {
  readonly state: TaskState;
  /** Null: nobody; left out, it stays as it is. */
  readonly assignee?: 'self' | null;
}

/** What the user wants of a thread, from the click until a list says so. */
interface Wanted {
  readonly wish: Wish;
  readonly task: Task;
  /** How often the list had been asked for when the gateway had noted it: a later one knows. */
  notedAt?: number;
}

/** What went wrong last, to be told where it happened. */
export interface Trouble {
  readonly thread: string;
  readonly word: 'notSaved' | 'notAllowed' | 'notOpened';
}

const asWished = ({ task }: InboxItem, act: Act): Wish => {
  if (act === 'take') return { state: 'in-progress', assignee: 'self' };
  if (act === 'release') return { state: 'new', assignee: null };
  return { state: act === 'done' ? 'done' : task.assignee ? 'in-progress' : 'new' };
};

/**
 * What `<pt-inbox>` does beyond showing the list: whose turn it is, a code that opens a child, and what
 * changes. A change of whose turn it is shows at once, and is undone where the gateway does not take it.
 */
export class Handling {
  readonly #inbox: UnitInbox;
  readonly #changed: () => void;
  readonly #deaf: () => void;
  #generation: AbortSignal | undefined;
  #wanted = new Map<string, Wanted>();
  #sending = new Set<string>();
  #opening: string | undefined;
  #trouble: Trouble | undefined;

  /** @param changed called when there is something else to show */
  constructor(inbox: UnitInbox, changed: () => void) {
    this.#inbox = inbox;
    this.#changed = changed;
    // Also where it is told in the context of a child that is open here: the thread is the unit's all the same.
    this.#deaf = exchangeOf(inbox.session).changes(({ kind, thread }) => {
      if (kind === 'reset' || thread !== undefined) inbox.reload();
    });
  }

  /** The thread that is being opened. */
  get opening(): string | undefined {
    this.#look();
    return this.#opening;
  }

  get trouble(): Trouble | undefined {
    this.#look();
    return this.#trouble;
  }

  /** Whose turn it is, as the user wants it. */
  taskOf({ thread, task }: InboxItem): Task {
    this.#look();
    const wanted = this.#wanted.get(thread);
    return wanted && !(this.#inbox.shown > (wanted.notedAt ?? Infinity)) ? wanted.task : task;
  }

  async act(item: InboxItem, act: Act): Promise<void> {
    const { thread } = item;
    const before = { ...item, task: this.taskOf(item) };
    const wish = asWished(before, act);
    const { assignee } = before.task;
    const kept = wish.assignee === undefined && assignee ? { assignee } : {};
    const task: Task = { state: wish.state, ...(wish.assignee === 'self' ? { assignee: { name: '', self: true } } : kept) };
    this.#wanted.set(thread, { wish, task });
    this.#trouble = undefined;
    this.#changed();
    // One at a time: whoever is under way goes on to what is wanted last.
    if (this.#sending.has(thread)) return;
    const { generation } = this.#inbox;
    const sending = this.#sending.add(thread);
    let wanted: Wanted;
    do {
      wanted = this.#wanted.get(thread)!;
      const answer = await this.#send<{ at: string }>('PUT', pathOf(routes.task, thread), wanted.wish, notedShape);
      if (generation.aborted) return;
      if (this.#wanted.get(thread) !== wanted) continue;
      if (answer.value) wanted.notedAt = this.#inbox.asked;
      else {
        this.#wanted.delete(thread);
        this.#trouble = { thread, word: answer.failure!.status === 403 ? 'notAllowed' : 'notSaved' };
        this.#inbox.reload();
      }
    } while (this.#wanted.get(thread) !== wanted && this.#wanted.has(thread));
    sending.delete(thread);
    this.#changed();
  }

  /** Asks for a code, and hands it to the host with the thread. */
  async open(thread: string): Promise<void> {
    this.#look();
    if (this.#opening) return;
    const { generation, session } = this.#inbox;
    this.#opening = thread;
    this.#trouble = undefined;
    this.#changed();
    const answer = await this.#send<Launch>('POST', routes.launches, { thread }, launchShape, drawKey());
    // A code that comes when the login is gone is left to end by itself.
    if (generation.aborted) return;
    this.#opening = undefined;
    if (!answer.value) this.#trouble = { thread, word: 'notOpened' };
    this.#changed();
    const event = answer.value && { code: answer.value.code, thread };
    if (event) session.actions.openChild?.(event);
  }

  end(): void {
    this.#deaf();
  }

  async #send<Value>(method: 'POST' | 'PUT', route: string, body: unknown, shape: Shape<Value>, idempotencyKey?: string) {
    const inbox = this.#inbox;
    await inbox.token();
    return exchangeOf(inbox.session).send(method, route, body, shape, { childless: true, ...(idempotencyKey && { idempotencyKey }) });
  }

  /** What belongs to a list that has been dropped is dropped with it. */
  #look(): void {
    const { generation } = this.#inbox;
    if (generation === this.#generation) return;
    this.#generation = generation;
    this.#wanted = new Map();
    this.#sending = new Set();
    this.#opening = this.#trouble = undefined;
  }
}
