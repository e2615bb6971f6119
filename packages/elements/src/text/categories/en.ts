import type { daCategories } from './da.ts';

/** MedCom's categories of a message, in English. */
export const enCategories: typeof daCategories = {
  'psychiatry-social-disability': 'Psychiatry, social, disability',
  'carecoordination': 'Care coordination',
  'healthcare': 'Healthcare',
  'outpatient': 'Outpatient',
  'regarding-referral': 'Regarding referral',
  'examination-results': 'Examination results',
  'discharge': 'Discharge',
  'medicine': 'Medicine',
  'alcohol-and-drug-treatment': 'Alcohol and drug treatment',
  'assistive-devices': 'Assistive technology',
  'home-care-assessment': 'Home care assessment',
  'nursing': 'Nursing',
  'training': 'Training',
  'telemedicine': 'Telemedicine',
  'acute-ambulant': 'Acute ambulant',
  'extended-care-responsibility': 'Extended care responsibility',
  'decease': 'Decease',
  'other': 'Other',
};
