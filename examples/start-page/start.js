const element = (id) => document.getElementById(id);

/** An element with its properties and content; text is always text. */
function make(tag, properties, ...content) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...content);
  return made;
}

const state = await (await fetch('/demo/state')).json();

element('hosts').append(
  ...state.hosts.map((host) =>
    make(
      'div',
      { className: 'host' },
      make('h3', {}, host.name),
      make('p', {}, host.about),
      make(
        'ul',
        {},
        ...host.employees.map((employee) =>
          make('li', {}, make('a', { href: employee.url }, employee.name), make('span', {}, employee.role)),
        ),
      ),
    ),
  ),
);

element('children').append(
  ...state.children.map((child) =>
    make('div', { className: 'row' }, make('dt', {}, `${child.name}, ${child.age} år`), make('dd', {}, child.story)),
  ),
);

const selects = state.switches.map((one) => {
  const select = make(
    'select',
    { id: one.id },
    ...one.choices.map(({ value, label }) => make('option', { value, selected: value === one.value }, label)),
  );
  select.addEventListener('change', () => change(one, select));
  element('faults').append(make('div', { className: 'row' }, make('label', { htmlFor: one.id }, one.name), select));
  return select;
});

element('reset').addEventListener('click', async () => {
  for (const [index, one] of state.switches.entries()) {
    selects[index].value = one.choices[0].value;
    await change(one, selects[index]);
  }
  element('said').textContent = 'Alt er normalt igen.';
});

async function change(one, select) {
  const answer = await fetch(`/demo/switches/${one.id}`, { method: 'PUT', body: JSON.stringify({ value: select.value }) });
  element('said').textContent = answer.ok ? `${one.name}: ${select.selectedOptions[0].textContent}.` : `${one.name} kunne ikke ændres.`;
}
