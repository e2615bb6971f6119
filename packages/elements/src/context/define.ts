import { register } from '../section/register.ts';
import { PtContext } from './pt-context.ts';

register('pt-context', PtContext);
