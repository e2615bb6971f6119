import { inTurn, opens, presses, type Stories, type Story, says, widget } from './show.ts';

export default { title: 'Meddelelser', component: 'pt-correspondence', render: widget('pt-correspondence') } satisfies Stories;

export const List: Story = {
  name: 'Tråde',
  args: { scenario: 'correspondence' },
  play: says('Udredning og støtte i hjemmet', 'Ikke leveret', 'kvittering mangler endnu', 'Kladde, ikke sendt', '2 filer'),
};
export const Thread: Story = {
  name: 'En tråd med svar',
  args: { scenario: 'correspondence' },
  play: inTurn(opens('Status på helbredet'), says('Sendt af jer', 'Lars Øvegaard', 'Handleplan', 'Journaliseret', 'DUBU')),
};
export const NotDelivered: Story = {
  name: 'Ikke leveret',
  args: { scenario: 'correspondence' },
  play: inTurn(opens('Netværksmøde den 22. juni'), says('Ikke leveret.', 'borgeren er ikke tilknyttet enheden')),
};
export const Held: Story = {
  name: 'Skal afklares',
  args: { scenario: 'correspondence' },
  play: inTurn(opens('Tidligere undersøgelser'), says('CPR-nummer og navn passer ikke sammen.')),
};
export const Host: Story = {
  name: 'Postkassen er i værtens system',
  args: { scenario: 'correspondence-host' },
  play: says('I skriver og læser meddelelser i jeres eget system.'),
};
export const None: Story = {
  name: 'Enheden har ingen postkasse',
  args: { scenario: 'correspondence-none' },
  play: says('Jeres enhed kan ikke skrive meddelelser herfra.', 'Ring i stedet:'),
};
export const Loading: Story = { name: 'Henter', args: { scenario: 'loading' }, play: says('Henter meddelelser …') };
export const Denied: Story = { name: 'Vises ikke', args: { scenario: 'inbox-denied' }, play: says('kan ikke vises for dig her.') };
export const ComposeNew: Story = {
  name: 'Ny meddelelse',
  args: { scenario: 'correspondence' },
  play: inTurn(presses('Skriv meddelelse'), says('Ny meddelelse', 'Haster det, så ring.', 'Vedhæft fil')),
};
export const ComposeWrong: Story = {
  name: 'Ny meddelelse med mangler',
  args: { scenario: 'correspondence' },
  play: inTurn(presses('Skriv meddelelse'), presses('Send'), says('ting at rette:', 'Vælg en modtager.', 'Skriv en meddelelse.')),
};
export const ComposeReply: Story = {
  name: 'Svar',
  args: { scenario: 'correspondence' },
  play: inTurn(opens('Status på helbredet'), presses('Svar'), says('Svar til', 'Send svar')),
};
export const ComposeDraft: Story = {
  name: 'Svar, hvor der er en kladde',
  args: { scenario: 'correspondence' },
  play: inTurn(opens('Udredning og støtte i hjemmet'), presses('Svar'), says('Her er din kladde')),
};
