import { type Stories, type Story, says, thenGone, widget } from './show.ts';

export default {
  title: 'Næste aftale i børne- og ungdomspsykiatrien',
  component: 'pt-appointments',
  render: widget('pt-appointments'),
} satisfies Stories;

export const Ok: Story = { name: 'Aftaler', args: { scenario: 'ppr' }, play: says('BUP Korsbæk') };
export const Many: Story = { name: 'Mange aftaler', args: { scenario: 'appointments-many' }, play: says('Vis flere') };
export const Moved: Story = { name: 'Flyttet', args: { scenario: 'appointments-moved' }, play: says('Flyttet fra') };
export const Empty: Story = {
  name: 'Ingen aftaler at vise',
  args: { scenario: 'appointments-empty' },
  play: says('Ingen aftaler at vise.'),
};
export const Loading: Story = { name: 'Henter', args: { scenario: 'loading' }, play: says('Henter aftaler …') };
export const Partial: Story = { name: 'Ikke fuldstændig', args: { scenario: 'appointments-partial' }, play: says('svarede kun delvist') };
export const Filtered: Story = { name: 'Noget er spærret', args: { scenario: 'appointments-filtered' }, play: says('spærret') };
export const Blocked: Story = { name: 'Alt er spærret', args: { scenario: 'appointments-blocked' }, play: says('spærret for deling.') };
export const Stale: Story = {
  name: 'Forældet',
  args: { scenario: 'stale-municipal' },
  play: thenGone('BUP Korsbæk', 'Oplysninger fra kl.'),
};
export const Unavailable: Story = {
  name: 'Kilden svarer ikke',
  args: { scenario: 'appointments-down' },
  play: says('svarer ikke lige nu.'),
};
export const EmployeeUnknown: Story = {
  name: 'Medarbejderen er ikke registreret',
  args: { scenario: 'employee-unknown' },
  play: says('Aftaler'),
};
export const Denied: Story = { name: 'Vises ikke', args: { scenario: 'ok' }, play: says('Aftaler kan ikke vises for dig her.') };
export const Consent: Story = { name: 'Samtykke mangler', args: { scenario: 'consent-municipal' }, play: says('Der skal samtykke til') };
export const Adult: Story = { name: 'Fyldt 18 år', args: { scenario: 'adult-municipal' }, play: says('Den unge er fyldt 18 år') };
export const Protected: Story = {
  name: 'Beskyttet',
  args: { scenario: 'protected-municipal' },
  play: says('Navne- og adressebeskyttelse.'),
};
export const Expired: Story = { name: 'Logget af', args: { scenario: 'token-expired' }, play: says('Du er logget af.') };
