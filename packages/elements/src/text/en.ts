import type { Words } from './da.ts';
import type { NoticeWords } from './da-notices.ts';

const what = { cases: 'cases', contacts: 'contact details' };
type Name = keyof typeof what;
const upper = (name: Name) => what[name][0]?.toUpperCase() + what[name].slice(1);
const removed = 'The data have been removed from the screen.';
const department = { ppr: 'Educational psychology (PPR)', 'family-services': 'Children and family services' };
const doubt = 'Some cases are not shared here. If in doubt, call.';
const unseen = 'We cannot see whether there is a case';
const none = () => '';
const check = 'Check that the number is typed correctly.';

const notices: NoticeWords = {
  empty: (name, time) => [`No ${what[name]} to show.`, `The source answered at ${time}. ${name === 'cases' ? doubt : ''}`],
  partial: (silent, partly, time) => [
    'The information is not complete.',
    silent
      ? `No answer from ${silent} right now.`
      : partly
        ? `Only part of an answer from ${partly} at ${time}.`
        : 'Part of the answer could not be read.',
  ],
  stale: (time) => [`Information from ${time}.`, 'We cannot fetch anything newer right now, and there may be news.'],
  unavailable: (name, silent) => [
    silent ? `No answer from ${silent} right now.` : `${upper(name)} cannot be fetched right now.`,
    (name === 'cases' ? 'So we do not know whether there are cases.' : 'So we cannot show whom you can call.') +
      (silent ? ' The rest of the page works.' : ''),
  ],
  notSearchable: (name) => [
    `${upper(name)} cannot be looked up by a replacement number.`,
    `So we do not know whether there are ${what[name]}. Ask the municipality.`,
  ],
  denied: (name) => [`${upper(name)} cannot be shown to you here.`, 'That says nothing about whether there is anything to show.'],
  consent: (name, by) => [
    `Consent is needed before we look up ${what[name]}.`,
    `We have not looked anything up yet.${by && ` Consent is given by ${by}.`}`,
  ],
  consentBy: { 'young-person': 'the young person', 'custody-holders': 'those who have custody' },
  blocked: ['Some information is blocked from being shared.', 'Talk to the family if you need it.'],
  tooOld: ['This service covers children and young people aged 0–17.'],
  eighteen: (unit) => ['The young person has turned 18, and nothing is looked up any more.', `Contact ${unit}:`],
  reason: {
    'no-rule': 'No rule lets your professional group see it.',
    function: 'Your function does not give access to it.',
    purpose: 'The purpose of the look-up does not give access to it.',
    authority: 'It may be seen only in the municipality that holds it.',
    environment: 'This has not been taken into use here yet.',
  },

  session: {
    empty: ['No child is chosen.'],
    closed: ['The child is closed.', removed],
    expired: ['You are logged out.', removed],
    covered: ['The data are covered.', 'The page was in the background, and we are checking whether the child is still open.'],
    misused: (code) => ['This component is not set up correctly.', `Tell the vendor of the system, and give the code ${code}.`],
  },
  problem: {
    'child-unknown': ['The number is not in the CPR register.', check],
    'request-invalid': ['That is not a valid CPR number.', check],
    'code-unknown': ['The child cannot be opened.', 'The opening has been used or is too old. Press the button again.'],
    'rate-limited': ['There are too many look-ups right now.', 'Wait a little and try again.'],
    'assurance-too-low': ['Your login is not strong enough.', 'Log in at a higher level of assurance.'],
  },
  refused: ['There is no access from here.', 'Your system is not set up for it.'],
  trace: 'Number for support:',

  retrying: 'Trying again …',
  resume: 'Continue',
  why: 'Why?',

  giver: { ...department, municipality: 'The municipality', region: 'The region', clinic: 'GP' },
  disclose: 'Disclosed under',
  obtain: 'Obtained under',
  unsettled: '(under clarification)',
};

/** Everything that a user reads, in English; registers and units keep their Danish names where there is no other. */
export const en: Words = {
  language: 'en',

  heading: { cases: 'Cases in the municipality', contacts: 'Whom can I ask?' },
  loading: (name) => `Fetching ${what[name]} …`,
  slow: 'This is taking longer than usual. You can go on working meanwhile.',

  offline: ['We cannot get a connection right now.'],

  retry: 'Try again',
  whyMayI: 'Why may I see this?',
  show: 'Show',
  hide: 'Hide',
  write: 'Write a message',
  openCase: 'Open the case',
  copy: 'Copy number',
  copied: (byHand) => (byHand ? 'Selected – press Ctrl+C' : 'Copied'),
  closeChild: 'Close the child',

  department,
  party: { ...department, 'child-psychiatry': 'Child and adolescent psychiatry', 'general-practice': 'GP' },
  earlier: 'Involved earlier',
  open: (count) => (count === 1 ? '1 open case' : `${count} open cases`),
  closed: (count) => (count === 1 ? '1 closed case' : `${count} closed cases`),
  opened: (day) => `Opened ${day}`,
  unit: 'Responsible unit:',
  state: {
    involved: ['Involved', none],
    'none-reported': ['No cases to show', (time) => `The source answered at ${time}. ${doubt}`],
    'not-connected': [unseen, (_, whose) => `${whose} does not share cases here yet.`],
    'not-shared': [
      'Cases are not shown here',
      () => 'Cases from here are not shared across. That says nothing about whether there is a case.',
    ],
    unknown: [unseen, none],
  },
  of: (department, municipality) => `${department} in ${municipality}`,
  noCaseworker: 'Caseworker not given',
  phoneOf: (unit) => `Phone of ${unit}`,
  noPhone: 'Phone not given',
  call: (who, phone) => `Call ${who}, ${phone}`,

  source: { cases: 'the case index (SF1470)', organisation: 'FK Organisation', person: 'the CPR look-up', units: 'SOR' },
  count: (cases) => (cases === 1 ? '1 case' : `${cases} cases`),
  fetched: (time, from) => `fetched at ${time} from ${from}`,
  noTime: 'time not given',
  time: (clock, day) => (day ? `${clock} on ${day}` : clock),

  demo: 'EXERCISE – not a real child',
  born: (day) => `Born ${day}`,
  age: (years) => (years === 1 ? '1 year' : `${years} years`),
  cprHidden: 'CPR number, the last four characters hidden:',
  livesIn: (municipality) => `lives in ${municipality}`,
  purpose: (purpose) => `Purpose: ${purpose}`,
  purposes: { treatment: 'treatment', casework: 'casework', counselling: 'counselling' },
  function: {
    psychologist: 'psychologist',
    'social-worker': 'social worker',
    physician: 'physician',
    nurse: 'nurse',
    secretary: 'secretary',
  },
  protected: [
    'Protected name and address.',
    'Address and school are not shown. Do not pass anything on from here without being sure of the receiver.',
  ],
  unprotected: 'The CPR look-up gave no name or address. So addresses are not shown.',

  notices,
};
