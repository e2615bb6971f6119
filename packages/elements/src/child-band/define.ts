import { register } from '../section/register.ts';
import { PtChildBand } from './pt-child-band.ts';

register('pt-child-band', PtChildBand);

declare global {
  interface HTMLElementTagNameMap {
    'pt-child-band': PtChildBand;
  }
}
