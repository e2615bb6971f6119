import { register } from '../section/register.ts';
import { PtSchoolInfo } from './school-info.ts';

register('pt-school-info', PtSchoolInfo);

declare global {
  interface HTMLElementTagNameMap {
    'pt-school-info': PtSchoolInfo;
  }
}
