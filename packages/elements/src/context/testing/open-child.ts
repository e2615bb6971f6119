import { ChildSession } from '../child-session.ts';
import { FakeClock, FakeGateway, jwt, openedBody, settle } from './fake-gateway.ts';

/** Ten digits that fail modulus 11. */
export const anna = '1405141112';

/** A session in which a child is open; its tokens live so many seconds. */
export async function openChild({ cpr = anna, context = 'context-a', tokens = 300 } = {}) {
  const clock = new FakeClock();
  const gateway = new FakeGateway();
  const session = new ChildSession(clock, gateway.fetch);
  session.set({ apiUrl: 'https://gateway.test', purpose: 'casework', getToken: async () => jwt(clock, tokens), child: { cpr } });
  session.connect(true);
  await settle();
  gateway.last('/v1/contexts', 'POST').answer(200, openedBody(context, cpr, clock));
  await settle();
  return { clock, gateway, session };
}
