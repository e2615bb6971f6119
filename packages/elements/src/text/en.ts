import { da, type Words } from './da.ts';
export const en: Words = da;
