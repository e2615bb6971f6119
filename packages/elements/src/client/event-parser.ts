/** What a stream of server-sent events told: its data, and the id to go on from. */
export interface ServerEvent {
  readonly id: string;
  readonly data: string;
}

// An event of ours is some hundred characters: what grows beyond this is no stream of events.
const longest = 100_000;

/** Reads server-sent events as they come, by the WHATWG standard, but for `event` and `retry`, which the gateway does not use. */
export class EventParser {
  /** To go on from; set also by an event without data. */
  lastId = '';
  #rest = '';
  #data: string[] = [];

  /** @throws RangeError where no event ends */
  push(text: string): ServerEvent[] {
    const events: ServerEvent[] = [];
    const all = this.#rest + text;
    // A return at the very end may be half of a line's end.
    const end = Math.max(all.lastIndexOf('\n'), all.slice(0, -1).lastIndexOf('\r')) + 1;
    this.#rest = all.slice(end);
    const lines = all.slice(0, end).split(/\r\n|\n|\r/);
    lines.pop();
    for (const line of lines) {
      const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)!;
      if (!line) {
        if (this.#data.length) events.push({ id: this.lastId, data: this.#data.join('\n') });
        this.#data = [];
      } else if (field === 'data') this.#data.push(value);
      else if (field === 'id' && !value.includes('\0')) this.lastId = value;
    }
    if (this.#rest.length + this.#data.join('').length > longest) throw new RangeError('an event without end');
    return events;
  }
}
