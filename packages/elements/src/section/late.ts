type Late = typeof import('./notices.ts');

let late: Late | undefined;
let asked: Promise<void> | undefined;
let failed = false;

/**
 * What is not needed for the first paint of data: messages, and the law behind the data. It is asked
 * for when the first widget renders, and is there before the gateway has answered.
 *
 * @param arrived called when it has come, or could not be fetched
 * @returns `failed` where it could not be fetched; the next {@link again} tries once more
 */
export function lateFor(arrived: () => void): Late | 'failed' | undefined {
  if (late) return late;
  if (failed) return 'failed';
  asked ??= import('./notices.ts').then(
    (loaded) => {
      late = loaded;
    },
    () => {
      failed = true;
    },
  );
  void asked.then(arrived);
  return undefined;
}

export function again(): void {
  asked = undefined;
  failed = false;
}
