// The page of the benchmark of sections: the elements, and by hand the same.

async function paintElements({ apiUrl, token, cpr, purpose, tag }) {
  const context = document.createElement('pt-context');
  const widget = document.createElement(tag);
  Object.assign(context, { apiUrl, purpose, getToken: async () => token });
  context.append(widget);
  document.body.append(context);
  const settled = new Promise((resolve) => {
    widget.addEventListener('pt-state', (event) => {
      if (!['empty', 'opening', 'loading', 'slow'].includes(event.state)) resolve(event.state);
    });
  });
  const began = performance.now();
  context.child = { cpr };
  const state = await settled;
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return { took: performance.now() - began, state };
}

async function paintByHand({ apiUrl, token, cpr, purpose, section }) {
  const headers = { Authorization: `Bearer ${token}`, 'Paa-Tvaers-Client': 'bench/1.0.0' };
  const began = performance.now();
  const opening = await fetch(`${apiUrl}/v1/contexts`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify({ cpr, purpose }),
  });
  const { context, child } = await opening.json();
  const answer = await fetch(`${apiUrl}/v1/${section}`, { headers: { ...headers, 'Paa-Tvaers-Context': context } });
  const { items = [] } = await answer.json();
  const list = document.createElement('ul');
  const write = (text) => {
    const item = document.createElement('li');
    item.textContent = text;
    list.append(item);
  };
  write(Object.values(child).join(' · '));
  for (const item of items) write(Object.values(item).map(String).join(' · '));
  document.body.append(list);
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const took = performance.now() - began;
  list.remove();
  return took;
}

function clear() {
  document.querySelector('pt-context')?.remove();
}

await customElements.whenDefined('pt-context');
globalThis.bench = { paintElements, paintByHand, clear };
