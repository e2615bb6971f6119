import * as z from 'zod/mini';

// In a file of its own: only the gateway checks requests, and a browser's bundle leaves it out.

const word = z.string().check(z.minLength(1), z.maxLength(64));

/** `POST /v1/contexts`: opens a child context, by CPR number or by the single-use code of a launch. */
export const openContext = z.union([
  z.object({ cpr: z.string().check(z.maxLength(32)), purpose: word }),
  z.object({ code: z.string().check(z.minLength(1), z.maxLength(200)), purpose: word }),
]);
export type OpenContext = z.infer<typeof openContext>;

// Texts are counted in UTF-16 code units, as a browser's maxlength does.
const title = z.string().check(z.minLength(1), z.maxLength(200));
const id = z.string().check(z.minLength(1), z.maxLength(200));
const topic = z.string().check(z.maxLength(200));
const phone = z.string().check(z.maxLength(40));
const text = z.string().check(z.maxLength(100_000));

const attached = z
  .array(z.union([z.object({ file: id, title }), z.object({ url: z.string().check(z.maxLength(2000)), title })]))
  .check(z.maxLength(200));

/** A specific recipient ("Att."): a person in a role, or a team. */
const attention = z.union([
  z.object({ name: z.string().check(z.minLength(1), z.maxLength(200)), role: z.optional(z.string().check(z.maxLength(100))) }),
  z.object({ team: z.string().check(z.minLength(1), z.maxLength(200)) }),
]);

const written = {
  text: text.check(z.minLength(1)),
  /** The author's role: a name of the official set is sent as its code, another as text. */
  role: z.string().check(z.minLength(1), z.maxLength(100)),
  phone: phone.check(z.minLength(1)),
  attachments: attached,
  /** Of one's own draft, which ends with the sending. */
  draft: z.optional(id),
};

/** `POST /v1/threads`: one message to one unit; for several, one request each with the same `group`. */
export const newMessage = z.object({
  ...written,
  /** SOR code. */
  to: z.string().check(z.regex(/^\d{6,18}$/)),
  attention: z.optional(attention),
  category: word,
  topic: z.optional(topic),
  priority: z.optional(z.enum(['routine', 'asap'])),
  group: z.optional(id),
});
export type NewMessage = z.infer<typeof newMessage>;

/** `POST /v1/threads/{id}/replies`. Category, topic and priority are the thread's where they are left out; null takes them away. */
export const reply = z.object({
  ...written,
  /** The message that is answered: the latest of the thread, else `not-the-latest`. */
  answers: id,
  /** Null: no specific recipient, though the message came from one. */
  attention: z.optional(z.nullable(attention)),
  category: z.optional(word),
  topic: z.optional(z.nullable(topic)),
  priority: z.optional(z.nullable(z.enum(['routine', 'asap']))),
});
export type Reply = z.infer<typeof reply>;

/** `POST /v1/threads/{id}/forwards`. */
export const forward = z.object({
  ...written,
  of: id,
  to: z.string().check(z.regex(/^\d{6,18}$/)),
  attention: z.optional(attention),
  /** Hand on these messages alone, `of` among them. */
  only: z.optional(z.array(id)),
  category: z.optional(word),
  topic: z.optional(z.nullable(topic)),
  priority: z.optional(z.nullable(z.enum(['routine', 'asap']))),
});
export type Forward = z.infer<typeof forward>;

/** `PUT /v1/threads/{id}/read`. */
export const markRead = z.object({ messages: z.array(id).check(z.maxLength(1000)) });

/** `PUT /v1/threads/{id}/task`; without a child context too, for the inbox. */
export const setTask = z.object({ state: z.enum(['new', 'in-progress', 'done']), assignee: z.optional(z.nullable(z.literal('self'))) });

/** `PUT /v1/drafts/{id}`; the id is drawn by the element. */
export const saveDraft = z.object({
  kind: z.enum(['new', 'reply', 'forward']),
  thread: z.optional(id),
  message: z.optional(id),
  /** SOR codes. */
  to: z.optional(z.array(z.string().check(z.maxLength(18))).check(z.maxLength(50))),
  attention: z.optional(z.string().check(z.maxLength(200))),
  category: z.optional(word),
  topic: z.optional(topic),
  priority: z.optional(word),
  text,
  role: z.optional(z.string().check(z.maxLength(100))),
  phone: z.optional(phone),
  attachments: attached,
});
export type SaveDraft = z.infer<typeof saveDraft>;

/** `PUT /v1/messages/{id}/filed`. */
export const setFiled = z.object({ where: z.optional(z.string().check(z.maxLength(200))) });

/** `PUT /v1/messages/{id}/child`: a person says whose a held message is, in the context of that child. */
export const confirmChild = z.object({ belongs: z.boolean() });

/** `POST /v1/recipients/search`. Without words: the child's own. */
export const searchRecipients = z.object({
  text: z.optional(z.string().check(z.maxLength(100))),
  kind: z.optional(word),
});

/** `POST /v1/launches`. */
export const createLaunch = z.union([z.object({ cpr: z.string().check(z.maxLength(32)) }), z.object({ thread: id })]);
