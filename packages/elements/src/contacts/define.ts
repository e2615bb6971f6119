import { register } from '../section/register.ts';
import { PtContacts } from './contacts.ts';

register('pt-contacts', PtContacts);

declare global {
  interface HTMLElementTagNameMap {
    'pt-contacts': PtContacts;
  }
}
