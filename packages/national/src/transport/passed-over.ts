import { SourceAnswerInvalid, SourceUnavailable } from '../types.ts';

/** What could not be read does not stop what comes behind it; it is told when the rest has been given. */
export class PassedOver {
  #first: SourceUnavailable | SourceAnswerInvalid | undefined;

  /**
   * Settles with the work, or without a value where it has to be passed over.
   *
   * @throws SourceUnavailable when there is no use in going on: the caller aborted, or the circuit is open
   */
  async attempt<Value>(work: Promise<Value>): Promise<Value | undefined> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof SourceUnavailable || error instanceof SourceAnswerInvalid)) throw error;
      if (error instanceof SourceUnavailable && (error.why === 'aborted' || error.why === 'circuit-open')) throw error;
      this.note(error);
      return undefined;
    }
  }

  note(error: SourceUnavailable | SourceAnswerInvalid): void {
    this.#first ??= error;
  }

  /** @throws the first of what was passed over */
  tell(): void {
    if (this.#first) throw this.#first;
  }
}
