import { register } from '../section/register.ts';
import { PtCorrespondence } from './correspondence.ts';

register('pt-correspondence', PtCorrespondence);

declare global {
  interface HTMLElementTagNameMap {
    'pt-correspondence': PtCorrespondence;
  }
}
