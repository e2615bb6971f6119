// A family department's case system in React with the elements inline: all that a vendor writes around them.
import '@paa-tvaers/elements/context/define.js';
import '@paa-tvaers/elements/inbox/define.js';
import '@paa-tvaers/elements/child-band/define.js';
import '@paa-tvaers/elements/appointments/define.js';
import '@paa-tvaers/elements/case-overview/define.js';
import '@paa-tvaers/elements/contacts/define.js';
import '@paa-tvaers/elements/correspondence/define.js';
import type { FileMessage, PtContext } from '@paa-tvaers/elements';
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

/** A child to open: one of our own, or the one that a code of the inbox stands for. A new object each time, so that the same child opens again after it was closed in the elements. */
interface Opening {
  readonly child?: Child;
  readonly code?: string;
}

/** A message that was filed on our case; how large its document is. */
interface Filed {
  readonly cpr: string;
  readonly bytes: number;
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

function App() {
  const [children, setChildren] = useState<readonly Child[]>([]);
  const [opening, setOpening] = useState<Opening>({});
  /** Whom the code stood for: the elements know once the gateway has opened it. */
  const [found, setFound] = useState<Child>();
  const [filed, setFiled] = useState<readonly Filed[]>([]);
  const list = useRef<HTMLUListElement>(null);
  const context = useRef<PtContext>(null);
  const child = opening.child ?? found;
  const isOpen = !!(child || opening.code);

  useEffect(() => {
    if (!session.employee) return;
    void fetch('/host/children').then(async (answer) => setChildren(((await answer.json()) as { children: Child[] }).children));
  }, []);

  // In the commit that changes the rest of the page: the old child leaves every element with it.
  useLayoutEffect(() => {
    if (!context.current) return;
    context.current.child = null;
    if (opening.child) context.current.child = { cpr: opening.child.cpr };
    else if (opening.code) context.current.child = { code: opening.code };
  }, [opening]);

  /** @returns whether the page has gone on: a text that has not been sent is kept as a draft, but not behind the user's back */
  function go(next: Opening): boolean {
    if (context.current?.unsent && !confirm('Du har en meddelelse, der ikke er sendt. Den gemmes som kladde. Gå videre?')) return false;
    setFound(undefined);
    setOpening(next);
    return true;
  }

  function close() {
    // The button is gone: the keyboard goes on from the list.
    if (go({})) list.current?.querySelector('button')?.focus();
  }

  function follow() {
    const opened = context.current?.session.state.opened?.child;
    if (!opening.code || !opened) return;
    const { cpr, birthDate } = opened;
    setFound(children.find((one) => one.cpr === cpr) ?? { cpr, birthDate, name: opened.name ?? 'Navn ikke oplyst' });
  }

  /** Puts the document on our own case; in the exercise its size alone, until the page is left. */
  async function fileMessage({ document }: FileMessage) {
    const cpr = context.current?.session.state.opened?.child.cpr;
    const { size: bytes } = await document('pdf');
    if (cpr) setFiled((before) => [...before, { cpr, bytes }]);
    return { where: 'Afdelingens egen sag' };
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
                <button type="button" aria-current={one.cpr === child?.cpr} onClick={() => go({ child: one })}>
                  {one.name}
                  <small>{born(one)}</small>
                </button>
              </li>
            ))}
          </ul>
        </nav>

        <main>
          <div className="citizen">
            <h1>
              {child?.name ?? (opening.code ? 'Barnet fra indbakken' : session.employee ? 'Forside' : 'Vælg en bruger på startsiden')}
            </h1>
            <p>{child && born(child)}</p>
            {isOpen && (
              <button type="button" onClick={close}>
                Luk sagen
              </button>
            )}
          </div>
          {isOpen && (
            <section className="own" aria-labelledby="own-heading">
              <h2 id="own-heading">Afdelingens egen sag</h2>
              <p>Her viser sagssystemet selv sin sag. Tomt i øvelsen.</p>
              {filed
                .filter(({ cpr }) => cpr === child?.cpr)
                .map(({ bytes }, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: they are only added at the end
                  <p key={at}>Journaliseret meddelelse (PDF, {Math.ceil(bytes / 1000)} kB)</p>
                ))}
            </section>
          )}
          {session.employee && (
            <pt-context
              ref={context}
              locale="da"
              apiUrl={session.apiUrl}
              purpose={session.purpose}
              getToken={getToken}
              openChild={({ code }) => go({ code })}
              fileMessage={fileMessage}
              onpt-state={follow}
            >
              {/* Stays where it is, so that it keeps its list and goes on hearing of what is new. */}
              <div className="inbox" hidden={isOpen}>
                <pt-inbox />
              </div>
              <div hidden={!isOpen}>
                <pt-child-band />
                <pt-correspondence band="compact" />
                <pt-appointments band="compact" />
                <pt-case-overview band="compact" />
                <pt-contacts band="compact" />
              </div>
            </pt-context>
          )}
        </main>
      </div>
    </>
  );
}

createRoot(document.body).render(<App />);
