import { ring } from './icons.ts';

// Apart from the others, because they come with the messages (section/notices.ts).
export const lock = 'M4 9h12v8H4zm2.5 0V6.5a3.5 3.5 0 0 1 7 0V9';
export const pen = 'm4 13.5-.7 3.2 3.2-.7L16 6.5 13.5 4z';
export const clock = `${ring}M10 6v4l2.7 1.7`;
export const warn = 'M10 3 2.5 16.5h15zm0 5v4m0 2.2v.1';
export const door = 'M8 6V3h8v14H8v-3m-5-4h8M8.5 7.5 11 10l-2.5 2.5';
