import { register } from '../section/register.ts';
import { PtInbox } from './inbox.ts';

register('pt-inbox', PtInbox);

declare global {
  interface HTMLElementTagNameMap {
    'pt-inbox': PtInbox;
  }
}
