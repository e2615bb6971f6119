import type { Words } from './da.ts';
import type { NoticeWords } from './da-notices.ts';

const removed = 'The data have been removed from the screen.';
const notAll = 'Some cases are not shared here. If in doubt, call.';
const nothing = 'That says nothing about whether there is anything to show.';
const talk = 'Talk to the family if you need';
const check = 'Check that the number is typed correctly.';

const notices: NoticeWords = {
  empty: (what, time) => [`No ${what} to show.`, `The source answered at ${time}.`],
  incomplete: 'The information is not complete.',
  down: (source) => `No answer from ${source} right now.`,
  partly: (source, time) => `Only part of an answer from ${source} at ${time}.`,
  filtered: `Something is blocked from being shared. ${talk} it.`,
  unread: 'Part of the answer could not be read.',
  stale: (time) => [`Information from ${time}.`, 'We cannot fetch anything newer right now, and there may be news.'],
  doubt: (name, what) => (name === 'contacts' ? 'So we cannot show whom you can call.' : `So we do not know whether there are ${what}.`),
  unavailable: (what) => `${what} cannot be fetched right now.`,
  rest: 'The rest of the page works.',
  because: {
    'not-searchable': (what, doubt, _, name) => [
      `${what} cannot be looked up by a replacement number.`,
      `${doubt} Ask ${name === 'appointments' ? 'child and adolescent psychiatry' : 'the municipality'}.`,
    ],
    'employee-unknown': (what, doubt, source) => [
      `${what} cannot be fetched for you yet.`,
      `${doubt} Ask those who run your system to register you for look-ups in ${source}.`,
    ],
    'not-connected': (what, doubt, source) => [
      `${what} cannot be fetched here yet.`,
      `${doubt} Your organisation is not connected to ${source}.`,
    ],
    protected: (what) => [`${what} are not shown.`, `The child has a protected name and address. ${nothing}`],
  },
  denied: (what) => [`${what} cannot be shown to you here.`, nothing],
  consent: (what, by) => [
    `Consent is needed before we look up ${what}.`,
    `We have not looked anything up yet.${by && ` Consent is given by ${by}.`}`,
  ],
  consentBy: { 'young-person': 'the young person', 'custody-holders': 'those who have custody' },
  blocked: ['Some information is blocked from being shared.', `${talk} it.`],
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
    covered: ['The data are covered.', 'The page was in the background. We are checking whether the child is still open.'],
    misused: (code) => ['This component is not set up correctly.', `Give the vendor of the system the code ${code}.`],
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

  giver: { municipality: 'The municipality', region: 'The region', clinic: 'GP' },
  disclose: 'Disclosed under',
  obtain: 'Obtained under',
  unsettled: '(under clarification)',
};

/** Everything that a user reads, in English, in one module that comes the first time it is asked for; registers and units keep their Danish names where there is no other. */
export const en: Words = {
  language: 'en',

  heading: {
    cases: 'Cases in the municipality',
    contacts: 'Whom can I ask?',
    appointments: 'Next appointment in child and adolescent psychiatry',
    school: 'School and day-care',
  },
  what: { cases: 'cases', contacts: 'contact details', appointments: 'appointments', school: 'school or day-care' },
  loading: (what) => `Fetching ${what} …`,
  slow: 'This is taking longer than usual. You can go on working meanwhile.',

  offline: ['We cannot get a connection right now.'],

  retry: 'Try again',
  whyMayI: 'Why may I see this?',
  copy: 'Copy number',
  copied: (byHand) => (byHand ? 'Selected – press Ctrl+C' : 'Copied'),
  closeChild: 'Close the child',

  party: {
    ppr: 'Educational psychology (PPR)',
    'family-services': 'Children and family services',
    'child-psychiatry': 'Child and adolescent psychiatry',
    'general-practice': 'GP',
  },
  noPhone: 'Phone not given',
  call: (who, phone) => `Call ${who}, ${phone}`,

  source: {
    cases: 'the case index (SF1470)',
    organisation: 'FK Organisation',
    appointments: 'Aftaleoversigten',
    school: 'the institution register (STIL)',
    person: 'the CPR look-up',
    units: 'SOR',
  },
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

  cases: {
    notAll,
    show: 'Show',
    hide: 'Hide',
    write: 'Write a message',
    openCase: 'Open the case',

    earlier: 'Involved earlier',
    open: (count) => (count === 1 ? '1 open case' : `${count} open cases`),
    closed: (count) => (count === 1 ? '1 closed case' : `${count} closed cases`),
    count: (cases) => (cases === 1 ? '1 case' : `${cases} cases`),
    opened: (day) => `Opened ${day}`,
    unit: 'Responsible unit:',
    state: {
      involved: ['Involved'],
      'none-reported': ['No cases to show', (time) => `The source answered at ${time}. ${notAll}`],
      'not-connected': [
        'We cannot see whether there is a case',
        (_, department, municipality) => `${department} in ${municipality} does not share cases here yet.`,
      ],
      'not-shared': [
        'Cases are not shown here',
        () => 'Cases from here are not shared across. That says nothing about whether there is a case.',
      ],
    },
    noCaseworker: 'Caseworker not given',
    phoneOf: (unit) => `Phone of ${unit}`,
  },

  appointments: {
    none: 'No coming appointments to show.',
    coming: 'Coming',
    earlier: 'Earlier',
    shown: (some, all) => `Showing ${some} of ${all}`,
    more: 'Show more',
    fewer: 'Show fewer',
    count: (appointments) => (appointments === 1 ? '1 appointment' : `${appointments} appointments`),

    advisory: 'The time is a guide',
    moved: (when) => `Moved from ${when}`,
    series: 'One of a series of appointments',
    reason: (text) => `Reason: ${text}`,
    save: 'Save in calendar',

    note: 'Shows the appointments that the region has marked as child and adolescent psychiatry. A referral is seen only once an appointment has been made.',
  },

  school: {
    kind: { school: 'School', 'after-school': 'After-school care', club: 'Club', 'day-care': 'Day-care', other: 'Other institution' },
    level: (level) => `grade ${level}`,
  },
};
