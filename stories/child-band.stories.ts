import { type Stories, type Story, says, widget } from './show.ts';

export default { title: 'Barnet', component: 'pt-child-band', render: widget('pt-child-band') } satisfies Stories;

export const Ok: Story = { name: 'Båndet', args: { scenario: 'ok' }, play: says('Josefine Testperson', 'ØVELSE') };
export const Protected: Story = { name: 'Beskyttet', args: { scenario: 'protected' }, play: says('Navne- og adressebeskyttelse.') };
export const NoName: Story = { name: 'CPR-opslaget svarer ikke', args: { scenario: 'person-down' }, play: says('Født 5. maj 2014') };
export const Long: Story = { name: 'Langt navn', args: { scenario: 'long' }, play: says('Åge-Sørine') };
