import type { HostActions, SectionItems, SectionName, SectionSnapshot, Session, SessionState } from '../../context/session.ts';

/** A session that a test sets by hand, and that notes what it was asked to do. */
export class FakeSession implements Session {
  readonly version = 1;
  readonly calls: string[] = [];
  state: SessionState = { phase: 'empty', locale: 'da' };
  actions: HostActions = {};
  snapshots: { [Name in SectionName]?: SectionSnapshot<SectionItems[Name]> } = {};
  readonly #followers = new Set<() => void>();

  /** Changes what is there, and tells the followers in this very task, as the real session does. */
  set(change: Partial<Pick<FakeSession, 'state' | 'actions' | 'snapshots'>>): void {
    Object.assign(this, change);
    for (const follower of this.#followers) follower();
  }

  follow(follower: () => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  section<Name extends SectionName>(name: Name): SectionSnapshot<SectionItems[Name]> {
    return (this.snapshots[name] as SectionSnapshot<SectionItems[Name]> | undefined) ?? { phase: 'idle' };
  }

  ask(): void {}

  retry(name: SectionName): void {
    this.calls.push(`retry ${name}`);
  }

  resume(): void {
    this.calls.push('resume');
  }

  close(): void {
    this.calls.push('close');
  }
}
