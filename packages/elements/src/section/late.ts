/**
 * A module that is not needed for the first paint of data.
 *
 * @returns `get` asks for it the first time, and gives it, or `failed`, or `undefined` while it is on
 * its way, in which case it calls `arrived` when that is over; `again` forgets that it failed
 */
export function lately<Module extends object>(load: () => Promise<Module>) {
  let state: Module | 'failed' | undefined;
  let asked: Promise<void> | undefined;
  return {
    get(arrived: () => void): Module | 'failed' | undefined {
      if (!state) {
        asked ??= load().then(
          (module) => {
            state = module;
          },
          () => {
            state = 'failed';
          },
        );
        void asked.then(arrived);
      }
      return state;
    },
    again(): void {
      if (state === 'failed') state = asked = undefined;
    },
  };
}

/** Messages, and the law behind the data: asked for when the first widget renders, and there before the gateway has answered. */
export const notices = lately(() => import('./notices.ts'));
