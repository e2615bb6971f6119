// The page of the benchmark of scrolling: the elements, and by hand the same text.

const widget = () => document.querySelector('pt-correspondence').shadowRoot;
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** Until there are so many, and they are drawn. */
async function stand(root, selector, count) {
  while (root.querySelectorAll(selector).length < count) await frame();
  await frame();
  await frame();
}

function press(words) {
  const found = [...widget().querySelectorAll('button')].find(({ textContent }) => textContent.includes(words));
  if (!found) throw new Error(`nothing to press: ${words}`);
  found.click();
}

/** From top to bottom, half a window a frame. */
async function scroll() {
  scrollTo(0, 0);
  for (let before = -1; scrollY > before; await frame()) {
    before = scrollY;
    scrollBy(0, innerHeight / 2);
  }
}

/** Twenty signs, one a frame. */
async function type(field) {
  for (let at = 0; at < 20; at += 1) {
    field.value += 'x';
    field.dispatchEvent(new Event('input'));
    await frame();
  }
}

const byElements = {
  async 'list opened'() {
    const context = document.createElement('pt-context');
    Object.assign(context, { apiUrl: location.origin, purpose: 'casework', getToken: async () => 'token-of-the-bench' });
    context.append(document.createElement('pt-correspondence'));
    document.body.append(context);
    Object.assign(context, { child: { cpr: '0505149996' } });
    await stand(widget(), '.thread', 100);
    for (const listed of [200, 300, 400, 500]) {
      press('Vis flere');
      await stand(widget(), '.thread', listed);
    }
  },
  'list scrolled': scroll,
  async 'thread unfolded'() {
    press('Enhed 0 ');
    await stand(widget(), '.text', 20);
    press('tidligere meddelelser');
    await stand(widget(), '.text', 500);
  },
  'thread scrolled': scroll,
  async 'reply written'() {
    press('Svar');
    await stand(widget(), '#w-text', 1);
    await type(widget().querySelector('#w-text'));
  },
};

/** A value with whatever is in it, as text. */
const plain = (value) => (value && typeof value === 'object' ? Object.values(value).map(plain).join(' · ') : String(value));

const write = (route) => async () => {
  const list = document.createElement('ol');
  for (let query = ''; query !== undefined; ) {
    const answer = await (await fetch(route + query)).json();
    for (const one of answer.items ?? answer.parts) {
      const row = document.createElement('li');
      row.textContent = plain(one);
      list.append(row);
    }
    query = answer.next && `?cursor=${answer.next}`;
  }
  document.body.replaceChildren(list);
  await stand(list, 'li', 500);
};

const byHand = {
  'list opened': write('/v1/threads'),
  'list scrolled': scroll,
  'thread unfolded': write('/v1/threads/thread-0'),
  'thread scrolled': scroll,
  async 'reply written'() {
    document.body.style = 'display: grid; grid-template-columns: 6fr 5fr';
    const field = document.createElement('textarea');
    document.body.append(field);
    await stand(document, 'textarea', 1);
    await type(field);
  },
};

await customElements.whenDefined('pt-correspondence');
globalThis.bench = { byElements, byHand };
