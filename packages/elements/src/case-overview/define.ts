import { register } from '../section/register.ts';
import { PtCaseOverview } from './case-overview.ts';

register('pt-case-overview', PtCaseOverview);

declare global {
  interface HTMLElementTagNameMap {
    'pt-case-overview': PtCaseOverview;
  }
}
