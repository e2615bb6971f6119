import { ring } from './icons.ts';

// Apart, because only one widget shows them before the messages come (section/notices.ts).
export const barred = `${ring}M5.4 14.6l9.2-9.2`;
export const plug = 'm3 17 3-3M17 3l-3 3M6.2 8.8l5 5-1.5 1.5a3.5 3.5 0 0 1-5-5zm7.6 2.4-5-5 1.5-1.5a3.5 3.5 0 0 1 5 5z';
