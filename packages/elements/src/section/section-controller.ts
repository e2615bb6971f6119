import type { ReactiveController } from 'lit';
import type { SectionItems, SectionName, SectionReader, SectionSnapshot } from '../context/session.ts';
import type { PtElement } from './pt-element.ts';

/** One section in a widget: asks for it while a child is open, and holds what the widget shows of it. */
export class SectionController<Name extends SectionName> implements ReactiveController {
  readonly name: Name;
  readonly #host: PtElement;
  readonly #read: SectionReader<Name>;

  /** @param read reads the section's answer, with what it has besides its items */
  constructor(host: PtElement, name: Name, read: SectionReader<Name>) {
    this.name = name;
    this.#host = host;
    this.#read = read;
    host.addSection(this);
  }

  get snapshot(): SectionSnapshot<SectionItems[Name]> {
    return this.#host.session?.section(this.name) ?? { phase: 'idle' };
  }

  /** Every change of the session comes by here; the session lets one question through a context. */
  hostUpdate(): void {
    this.#host.session?.ask(this.name, this.#read);
  }
}
