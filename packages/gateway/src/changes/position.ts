import { remembered, xminOf } from '../store/changes.ts';

/** How far a reader has come: the id of an event. It may be told again what was being committed then. */
interface Position {
  readonly at: Date;
  /** `xminOf` a snapshot. */
  readonly xmin: string;
}

export function writePosition(snapshot: string, at: Date): string {
  return `${Math.floor(at.getTime() / 1000)}-${xminOf(snapshot)}`;
}

/** @returns undefined where it is no position of ours, or one whose changes are forgotten */
export function readPosition(text: string, now: Date): Position | undefined {
  const [, seconds, xmin] = /^(\d{1,11})-(\d{1,18})$/.exec(text) ?? [];
  if (seconds === undefined || xmin === undefined) return undefined;
  const at = new Date(Number(seconds) * 1000);
  return now.getTime() - at.getTime() > remembered ? undefined : { at, xmin };
}
