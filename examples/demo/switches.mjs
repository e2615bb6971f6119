// What the start page can switch: how each source behaves, whether the gateway runs, and what the host signs.

const behaviours = {
  none: { label: 'Svarer normalt' },
  // Under the shortest of the gateway's deadlines, the person look-up's second.
  slow: { label: 'Er langsom (svarer efter 0,7 sekunder)', latency: 700 },
  stuck: { label: 'Svarer ikke inden for tiden', latency: 60_000 },
  partial: { label: 'Svarer kun delvist', fault: 'partial' },
  error: { label: 'Svarer med en fejl', fault: 'error' },
  garbled: { label: 'Svarer med noget uforståeligt', fault: 'garbled' },
  truncated: { label: 'Svaret afbrydes halvvejs', fault: 'truncated' },
  down: { label: 'Er slukket', fault: 'down' },
};

const signings = {
  none: { label: 'Er i orden' },
  expired: { label: 'Er udløbet', fault: 'expired' },
  unsigned: { label: 'Er ikke underskrevet', fault: 'unsigned' },
  audience: { label: 'Er udstedt til et andet API', fault: 'audience' },
  foreign: { label: 'Kommer fra en ukendt udsteder', fault: 'foreign' },
  'wrong-key': { label: 'Er underskrevet med en forkert nøgle', fault: 'wrong-key' },
  'low-assurance': { label: 'Er fra et for svagt login', fault: 'low-assurance' },
  secretary: { label: 'Er en sekretærs (må ikke se sager)', overrides: { function: 'secretary' } },
  purpose: { label: 'Er i orden, men formålet er et andet', purpose: 'research' },
};

const sources = [
  { id: 'cases', name: 'Sags- og Dokumentindekset (sager)' },
  { id: 'organisation', name: 'FK Organisation (enheder og telefonnumre)', without: ['partial'] },
  { id: 'appointments', name: 'Aftaleoversigten, registret (hvilke aftaler der er)' },
  { id: 'appointmentsRepository', name: 'Aftaleoversigten, dokumenterne (aftalerne selv)', without: ['partial'] },
  { id: 'school', name: 'STIL (skole og dagtilbud)', without: ['partial'] },
  { id: 'person', name: 'CPR-opslaget (navn, adresse, egen læge)', without: ['partial'] },
  { id: 'units', name: 'SOR (hvem der kan skrives til)', without: ['partial'] },
  { id: 'network', name: 'Meddelelsesnettet (MedCom-meddelelser)', without: ['partial'] },
];

/**
 * @param {{ control: string, gateway: { start(): Promise<void>, stop(): Promise<void> } }} demo `control`: the stand-ins' control route
 */
export function createSwitches({ control, gateway }) {
  const values = new Map();
  const behave = async (system, { latency = 0, fault = 'none' }) => {
    const answer = await fetch(`${control}/faults/${system}`, { method: 'PUT', body: JSON.stringify({ latency, fault }) });
    if (!answer.ok) throw new Error(`the control route answered ${answer.status}`);
  };
  const one = (id, name, choices, set) => ({
    id,
    name,
    choices: Object.entries(choices).map(([value, { label }]) => ({ value, label })),
    get value() {
      return values.get(id) ?? 'none';
    },
    async set(value) {
      if (!Object.hasOwn(choices, value)) throw new RangeError(`${id}: no such choice`);
      await set(choices[value]);
      values.set(id, value);
    },
  });

  const switches = [
    ...sources.map(({ id, name, without = [] }) => {
      const choices = Object.fromEntries(Object.entries(behaviours).filter(([value]) => !without.includes(value)));
      return one(id, name, choices, (behaviour) => behave(id, behaviour));
    }),
    one('gateway', 'På Tværs selv (API)', { none: { label: 'Kører' }, down: { label: 'Er slukket', off: true } }, ({ off }) =>
      off ? gateway.stop() : gateway.start(),
    ),
    one('token', 'Adgangsbilletten (token) fra fagsystemet', signings, () => undefined),
  ];

  return {
    /** For the start page, as JSON. */
    list: () => switches.map(({ id, name, choices, value }) => ({ id, name, choices, value })),
    set: (id, value) => switches.find((each) => each.id === id)?.set(value),
    signing: () => signings[values.get('token') ?? 'none'],
  };
}
