import { Gateway, type Failure } from '../../client/gateway.ts';
import { FakeClock, FakeGateway } from '../../context/testing/fake-gateway.ts';
import type { HostActions, SectionItems, SectionName, SectionSnapshot, Session, SessionState } from '../../context/session.ts';

let made = 0;

/** A session that a test sets by hand, and that notes what it was asked to do. */
export class FakeSession implements Session {
  readonly version = 1;
  readonly calls: string[] = [];
  state: SessionState = { phase: 'empty', locale: 'da' };
  actions: HostActions = {};
  snapshots: { [Name in SectionName]?: SectionSnapshot<SectionItems[Name]> } = {};
  /** What the session is asked beyond its sections ends here. */
  readonly server = new FakeGateway();
  readonly clock = new FakeClock();
  readonly gateway = new Gateway(this.clock, this.server.fetch);
  readonly #followers = new Set<() => void>();
  readonly unsent = new Set<object>();
  #generation = new AbortController();

  constructor() {
    this.gateway.url = 'https://gateway.test';
    // Of an employee of its own: what is one a page and employee is then one a session.
    const token = `token-${++made}`;
    this.gateway.tokens.getToken = async () => token;
  }

  get generation(): AbortSignal {
    return this.#generation.signal;
  }

  /** Changes what is there, and tells the followers in this very task, as the real session does. */
  set(change: Partial<Pick<FakeSession, 'state' | 'actions' | 'snapshots'>>): void {
    const before = this.state.opened?.context;
    Object.assign(this, change);
    if (this.state.phase !== 'covered' && this.state.opened?.context !== before) {
      this.#generation.abort();
      this.#generation = new AbortController();
      this.unsent.clear();
    }
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

  extend(): void {
    this.calls.push('extend');
  }

  lose({ slug, status }: Failure): void {
    this.calls.push(`lose ${slug}`);
    this.set({ state: { locale: this.state.locale, phase: status === 401 ? 'expired' : status === 410 ? 'closed' : 'failed' } });
  }

  hold(holder: object, holds: boolean): void {
    if (holds) this.unsent.add(holder);
    else this.unsent.delete(holder);
  }
}
