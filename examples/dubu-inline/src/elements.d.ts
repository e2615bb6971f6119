import type {
  PtAppointments,
  PtCaseOverview,
  PtChildBand,
  PtContacts,
  PtContext,
  PtCorrespondence,
  PtInbox,
  PtStateEvent,
} from '@paa-tvaers/elements';
import type { ClassAttributes, HTMLAttributes } from 'react';

/** React 19 sets what an element has as a property as a property: a function never becomes markup. */
type Tag<Element, Property extends keyof Element = never> = HTMLAttributes<Element> &
  ClassAttributes<Element> &
  Partial<Pick<Element, Property>> & { readonly band?: 'compact' };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'pt-context': Tag<PtContext, 'apiUrl' | 'locale' | 'purpose' | 'getToken' | 'openChild' | 'fileMessage'> & {
        readonly 'onpt-state'?: (event: PtStateEvent) => void;
      };
      'pt-inbox': Tag<PtInbox>;
      'pt-correspondence': Tag<PtCorrespondence>;
      'pt-child-band': Tag<PtChildBand>;
      'pt-appointments': Tag<PtAppointments>;
      'pt-case-overview': Tag<PtCaseOverview>;
      'pt-contacts': Tag<PtContacts>;
    }
  }
}
