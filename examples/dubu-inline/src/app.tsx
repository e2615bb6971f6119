// A family department's case system in React with the elements inline: all that a vendor writes around them.
import '@paa-tvaers/elements/context/define.js';
import '@paa-tvaers/elements/child-band/define.js';
import '@paa-tvaers/elements/appointments/define.js';
import '@paa-tvaers/elements/case-overview/define.js';
import '@paa-tvaers/elements/contacts/define.js';
import type { PtContext } from '@paa-tvaers/elements';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';

interface Child {
  readonly name: string;
  readonly birthDate: string;
  readonly cpr: string;
}

interface Session {
  readonly startUrl: string;
  readonly employee?: { readonly name: string; readonly title: string };
  readonly apiUrl: string;
  readonly purpose: string;
}

const day = new Intl.DateTimeFormat('da-DK', { dateStyle: 'long', timeZone: 'UTC' });
const born = ({ birthDate }: Child) => `født ${day.format(new Date(birthDate))}`;

const session = (await (await fetch('/host/session')).json()) as Session;

/** Called whenever a token is needed; our own backend signs it, for at most five minutes. */
async function getToken({ signal }: { signal: AbortSignal }): Promise<string> {
  const answer = await fetch('/host/token', { method: 'POST', signal });
  if (!answer.ok) throw new Error(`token: ${answer.status}`);
  return ((await answer.json()) as { token: string }).token;
}

/** A child that was chosen; a new object each time, so that the same child opens again after it was closed in the elements. */
interface Opening {
  readonly child?: Child;
}

/** The elements around the child whose case is open. */
function Across({ opening }: { readonly opening: Opening }) {
  const context = useRef<PtContext>(null);
  // In the commit that changes the rest of the page: the old child leaves every element with it.
  useLayoutEffect(() => {
    if (!context.current) return;
    context.current.child = null;
    if (opening.child) context.current.child = { cpr: opening.child.cpr };
  }, [opening]);
  return (
    <pt-context ref={context} locale="da" apiUrl={session.apiUrl} purpose={session.purpose} getToken={getToken}>
      <pt-child-band />
      <pt-appointments band="compact" />
      <pt-case-overview band="compact" />
      <pt-contacts band="compact" />
    </pt-context>
  );
}

function App() {
  const [children, setChildren] = useState<readonly Child[]>([]);
  const [opening, setOpening] = useState<Opening>({});
  const { child } = opening;
  const list = useRef<HTMLUListElement>(null);

  useEffect(() => {
    if (!session.employee) return;
    void fetch('/host/children').then(async (answer) => setChildren(((await answer.json()) as { children: Child[] }).children));
  }, []);

  function close() {
    setOpening({});
    // The button is gone: the keyboard goes on from the list.
    list.current?.querySelector('button')?.focus();
  }

  return (
    <>
      <header>
        <p className="exercise">ØVELSE – ingen rigtige børn</p>
        <div className="bar">
          <p className="product">
            Øvebørn <span>Familieafdelingens sagssystem</span>
          </p>
          <p>{session.employee && `${session.employee.name}, ${session.employee.title}`}</p>
          <a href={session.startUrl}>Skift bruger</a>
        </div>
      </header>

      <div className="columns">
        <nav aria-labelledby="children-heading">
          <h2 id="children-heading">Mine børn og unge</h2>
          <ul ref={list}>
            {children.map((one) => (
              <li key={one.cpr}>
                <button type="button" aria-current={one === child} onClick={() => setOpening({ child: one })}>
                  {one.name}
                  <small>{born(one)}</small>
                </button>
              </li>
            ))}
          </ul>
        </nav>

        <main>
          <div className="citizen">
            <h1>{child ? child.name : session.employee ? 'Vælg et barn' : 'Vælg en bruger på startsiden'}</h1>
            <p>{child && born(child)}</p>
            {child && (
              <button type="button" onClick={close}>
                Luk sagen
              </button>
            )}
          </div>
          <section className="own" aria-labelledby="own-heading">
            <h2 id="own-heading">Afdelingens egen sag</h2>
            <p>Her viser sagssystemet selv sin sag. Tomt i øvelsen.</p>
          </section>
          {session.employee && <Across opening={opening} />}
        </main>
      </div>
    </>
  );
}

createRoot(document.body).render(<App />);
