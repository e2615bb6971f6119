import { type Stories, type Story, says, thenGone, widget } from './show.ts';

export default { title: 'Skole og dagtilbud', component: 'pt-school-info', render: widget('pt-school-info') } satisfies Stories;

export const Ok: Story = { name: 'Skole og klub', args: { scenario: 'ok' }, play: says('Korsbæk Øveskole', '5. klasse') };
export const DayCare: Story = { name: 'Dagtilbud', args: { scenario: 'day-care' }, play: says('Dagtilbud') };
export const Empty: Story = {
  name: 'Ingen at vise',
  args: { scenario: 'school-empty' },
  play: says('Ingen skole eller dagtilbud at vise.'),
};
export const Loading: Story = { name: 'Henter', args: { scenario: 'loading' }, play: says('Henter skole eller dagtilbud …') };
export const Partial: Story = {
  name: 'Ikke fuldstændig',
  args: { scenario: 'person-down' },
  play: says('Oplysningerne er ikke fuldstændige.'),
};
export const Stale: Story = { name: 'Forældet', args: { scenario: 'stale' }, play: thenGone('Korsbæk Øveskole', 'Oplysninger fra kl.') };
export const Unavailable: Story = { name: 'Kilden svarer ikke', args: { scenario: 'school-down' }, play: says('svarer ikke lige nu.') };
export const Protected: Story = { name: 'Beskyttet', args: { scenario: 'protected' }, play: says('Navne- og adressebeskyttelse.') };
export const Denied: Story = { name: 'Vises ikke', args: { scenario: 'ppr' }, play: says('kan ikke vises for dig her.') };
export const Consent: Story = { name: 'Samtykke mangler', args: { scenario: 'consent' }, play: says('Der skal samtykke til') };
export const Adult: Story = { name: 'Fyldt 18 år', args: { scenario: 'adult' }, play: says('Den unge er fyldt 18 år') };
export const Expired: Story = { name: 'Logget af', args: { scenario: 'token-expired' }, play: says('Du er logget af.') };
