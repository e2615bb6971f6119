import { register } from '../section/register.ts';
import { PtAppointments } from './appointments.ts';

register('pt-appointments', PtAppointments);

declare global {
  interface HTMLElementTagNameMap {
    'pt-appointments': PtAppointments;
  }
}
