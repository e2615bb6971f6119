import { inTurn, presses, type Stories, type Story, says, widget } from './show.ts';

export default { title: 'Enhedens meddelelser', component: 'pt-inbox', render: widget('pt-inbox') } satisfies Stories;

export const List: Story = {
  name: 'Åbne',
  args: { scenario: 'correspondence' },
  play: says('Meddelelser til', 'Ikke leveret', 'Skal afklares', 'Børneundersøgelse', 'Åbn barnet'),
};
export const InProgress: Story = {
  name: 'I gang',
  args: { scenario: 'correspondence' },
  play: inTurn(presses('I gang'), says('Udredning og støtte i hjemmet', 'Læg tilbage')),
};
export const Done: Story = {
  name: 'Ingen afsluttede',
  args: { scenario: 'correspondence' },
  play: inTurn(presses('Afsluttede'), says('Ingen afsluttede meddelelser at vise.')),
};
export const Empty: Story = { name: 'Tom', args: { scenario: 'inbox-empty' }, play: says('Ingen åbne meddelelser at vise.') };
export const Host: Story = {
  name: 'Postkassen er i værtens system',
  args: { scenario: 'correspondence-host' },
  play: says('I læser og skriver meddelelser i jeres eget system.'),
};
export const None: Story = {
  name: 'Enheden har ingen postkasse',
  args: { scenario: 'correspondence-none' },
  play: says('Jeres enhed har ingen indbakke her.'),
};
export const Denied: Story = {
  name: 'Vises ikke',
  args: { scenario: 'inbox-denied' },
  play: says('Enhedens meddelelser kan ikke vises for dig her.'),
};
export const Down: Story = { name: 'Svarer ikke', args: { scenario: 'inbox-down' }, play: says('Indbakken kan ikke hentes lige nu.') };
export const Loading: Story = { name: 'Henter', args: { scenario: 'loading' }, play: says('Henter meddelelser …') };
