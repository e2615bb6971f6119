import { type Stories, type Story, says, thenGone, widget } from './show.ts';

export default { title: 'Sager i kommunen', component: 'pt-case-overview', render: widget('pt-case-overview') } satisfies Stories;

export const Health: Story = { name: 'Sundhed', args: { scenario: 'ok' }, play: says('Involveret', 'Birgit Øvelsesen') };
export const Municipal: Story = { name: 'Kommune', args: { scenario: 'ppr' }, play: says('Involveret') };
export const Closed: Story = { name: 'Kun lukkede sager', args: { scenario: 'closed' }, play: says('Tidligere involveret') };
export const NoneReported: Story = { name: 'Ingen sager at vise', args: { scenario: 'empty' }, play: says('Ingen sager at vise') };
export const NotConnected: Story = {
  name: 'Deler endnu ikke sager',
  args: { scenario: 'not-connected' },
  play: says('Vi kan ikke se, om der er en sag'),
};
export const Moved: Story = { name: 'Flyttet kommune', args: { scenario: 'moved' }, play: says('Nabolev Kommune') };
export const Placed: Story = { name: 'Anbragt: kun afdelingen', args: { scenario: 'placed' }, play: says('Involveret') };
export const Long: Story = { name: 'Lange navne', args: { scenario: 'long' }, play: says('Tværfagligt Team for Småbørn') };
export const Loading: Story = { name: 'Henter', args: { scenario: 'loading' }, play: says('Henter sager …') };
export const Partial: Story = { name: 'Ikke fuldstændig', args: { scenario: 'partial' }, play: says('svarede kun delvist') };
export const Stale: Story = { name: 'Forældet', args: { scenario: 'stale' }, play: thenGone('Birgit Øvelsesen', 'Oplysninger fra kl.') };
export const Unavailable: Story = { name: 'Kilden svarer ikke', args: { scenario: 'down' }, play: says('svarer ikke lige nu.') };
export const NotSearchable: Story = {
  name: 'Erstatningsnummer',
  args: { scenario: 'not-searchable' },
  play: says('kan ikke slås op på et erstatningsnummer'),
};
export const Denied: Story = { name: 'Vises ikke', args: { scenario: 'denied' }, play: says('Sager kan ikke vises for dig her.') };
export const Consent: Story = { name: 'Samtykke mangler', args: { scenario: 'consent' }, play: says('Der skal samtykke til') };
export const Adult: Story = { name: 'Fyldt 18 år', args: { scenario: 'adult' }, play: says('Den unge er fyldt 18 år') };
export const Protected: Story = { name: 'Beskyttet', args: { scenario: 'protected' }, play: says('Navne- og adressebeskyttelse.') };
export const NoName: Story = { name: 'CPR-opslaget svarer ikke', args: { scenario: 'person-down' }, play: says('Født 5. maj 2014') };
export const ChildUnknown: Story = {
  name: 'Nummeret findes ikke',
  args: { scenario: 'child-unknown' },
  play: says('Nummeret findes ikke i CPR-registret.'),
};
export const Expired: Story = { name: 'Logget af', args: { scenario: 'token-expired' }, play: says('Du er logget af.') };
