/** A phone number was copied, or marked for copying where the page has no clipboard. Carries no content. */
export class PtCopiedEvent extends Event {
  constructor() {
    super('pt-copied', { bubbles: true, composed: true });
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'pt-copied': PtCopiedEvent;
  }
}
