import { type Stories, type Story, says, thenGone, widget } from './show.ts';

export default { title: 'Hvem kan jeg spørge?', component: 'pt-contacts', render: widget('pt-contacts') } satisfies Stories;

export const Health: Story = { name: 'Sundhed', args: { scenario: 'ok' }, play: says('PPR i Korsbæk') };
export const Municipal: Story = { name: 'Kommune', args: { scenario: 'ppr' }, play: says('BUP Korsbæk', 'Lægehuset Prøvegade') };
export const Long: Story = { name: 'Langt navn', args: { scenario: 'long' }, play: says('Lægehuset Prøvegade') };
export const Loading: Story = { name: 'Henter', args: { scenario: 'loading' }, play: says('Henter kontaktoplysninger …') };
export const Partial: Story = {
  name: 'Ikke fuldstændig',
  args: { scenario: 'organisation-down' },
  play: says('Oplysningerne er ikke fuldstændige.', 'FK Organisation svarer ikke lige nu.'),
};
export const Stale: Story = { name: 'Forældet', args: { scenario: 'stale' }, play: thenGone('PPR i Korsbæk', 'Oplysninger fra kl.') };
export const NoName: Story = {
  name: 'CPR-opslaget svarer ikke',
  args: { scenario: 'person-down' },
  play: says('CPR-opslag svarer ikke lige nu.'),
};
export const Denied: Story = {
  name: 'Vises ikke',
  args: { scenario: 'purpose' },
  play: says('Kontaktoplysninger kan ikke vises for dig her.'),
};
export const Consent: Story = { name: 'Samtykke mangler', args: { scenario: 'consent' }, play: says('Der skal samtykke til') };
export const Adult: Story = { name: 'Fyldt 18 år', args: { scenario: 'adult' }, play: says('Den unge er fyldt 18 år') };
export const Protected: Story = { name: 'Beskyttet', args: { scenario: 'protected' }, play: says('Navne- og adressebeskyttelse.') };
export const Expired: Story = { name: 'Logget af', args: { scenario: 'token-expired' }, play: says('Du er logget af.') };
