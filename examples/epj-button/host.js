// A hospital's record with the overview behind a button (knap): all that a vendor writes around the elements.
const context = document.querySelector('pt-context');
const element = (id) => document.getElementById(id);
const day = new Intl.DateTimeFormat('da-DK', { dateStyle: 'long', timeZone: 'UTC' });
const born = ({ birthDate }) => `født ${day.format(new Date(birthDate))}`;

const session = await fetch('/host/session');
const { employee, apiUrl, startUrl, purpose } = await session.json();
element('start').href = startUrl;

if (session.ok) {
  element('user').textContent = `${employee.name}, ${employee.title}`;
  context.setAttribute('api-url', apiUrl);
  context.purpose = purpose;
  // Who has a mailbox in this system writes there; the elements only say to whom.
  if (employee.mailbox === 'host') context.composeMessage = ({ party }) => write(party);
  element('letter-close').addEventListener('click', () => element('letter').close());
  await listPatients();
} else {
  element('patient').textContent = 'Vælg en bruger på startsiden';
}

/** Opens the system's own form, about the child whose page is open. */
function write(party) {
  const to = { 'ppr': 'PPR', 'family-services': 'Børne- og familieafdelingen' }[party];
  element('letter-about').textContent = [`Om ${element('patient').textContent}`, to && `til ${to}`].filter(Boolean).join(', ');
  element('letter').showModal();
}

/** Called whenever a token is needed; our own backend signs it, for at most five minutes. */
async function getToken({ signal }) {
  const answer = await fetch('/host/token', { method: 'POST', signal });
  if (!answer.ok) throw new Error(`token: ${answer.status}`);
  return (await answer.json()).token;
}

async function listPatients() {
  const { children } = await (await fetch('/host/children')).json();
  let patient;
  const buttons = children.map((child) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(child.name, Object.assign(document.createElement('small'), { textContent: born(child) }));
    button.addEventListener('click', () => choose(child, button));
    return button;
  });
  element('patients').replaceChildren(
    ...buttons.map((button) => {
      const item = document.createElement('li');
      item.append(button);
      return item;
    }),
  );
  element('across').addEventListener('click', () => show(element('overview').hidden));
  element('close').addEventListener('click', () => {
    choose(null);
    // The button is gone: the keyboard goes on from the list.
    buttons[0].focus();
  });

  /** Opens the overview of the patient whose record is open, or closes it; the look-up begins and ends with that. */
  function show(open) {
    // Null first: the old child leaves every element before this line returns, and the same child opens again.
    context.child = null;
    // Without a token the elements ask for nothing, not even for what is new.
    if (open) Object.assign(context, { getToken, child: { cpr: patient.cpr } });
    element('overview').hidden = !open;
    element('across').setAttribute('aria-expanded', String(open));
  }

  function choose(child, chosen) {
    show(false);
    patient = child;
    for (const button of buttons) button.setAttribute('aria-current', String(button === chosen));
    element('patient').textContent = child ? child.name : 'Vælg en patient';
    element('born').textContent = child ? born(child) : '';
    element('across').hidden = element('close').hidden = !child;
  }
}
