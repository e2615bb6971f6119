#!/usr/bin/env node
import { readFileSync, statSync } from 'node:fs';
import { type AppointmentDocument, readAppointment } from './document.ts';
import { appointmentInWords, whyInWords } from './words.ts';

const usage = `Brug: apd-check [--reason] FIL…

Læser aftaledokumenter (APD-DK) og skriver hver aftale, som den ville blive vist, eller hvorfor den ikke kan læses.
Patientens CPR-nummer og navn skrives aldrig.

  --reason   skriv også årsagen til aftalen

Afslutter med 0, når alle dokumenter kan læses, ellers med 1; med 2, når kaldet er forkert.`;

/** A document is a few kilobytes. */
const maxBytes = 10 * 1024 * 1024;

/** Ten digits that begin with a date, with or without a dash, not part of a longer number; and replacement numbers. */
const anyCpr = /(?<![0-9])(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d[- ]?(?:\d{4}|\d[A-Z]{2}\d)(?![0-9])/gi;

/** Without what a terminal would obey, and whoever the document is about. */
function masked(text: string, names: readonly (readonly string[])[] = []): string {
  const plain = text.replace(/\p{C}/gu, ' ').replace(anyCpr, '(CPR-nummer)');
  return names.reduce((rest, name) => rest.replace(asWritten(name), '(navn)'), plain);
}

function asWritten(name: readonly string[]): RegExp {
  const words = name.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[\\s,]+');
  return new RegExp(`(?<![\\p{L}\\p{N}])${words}s?(?![\\p{L}\\p{N}])`, 'giu');
}

/**
 * The patient's name in the orders that people write it; its parts alone only in the reason, which is about the child:
 * a street may be called the same.
 */
function namesIn(fact: string, { patient }: AppointmentDocument): readonly (readonly string[])[] {
  return patient.names.flatMap((parts) => {
    const [first = '', last = ''] = [parts[0], parts.at(-1)];
    const whole = parts.length > 1 ? [parts, [last, ...parts.slice(0, -1)], [first, last], [last, first]] : [];
    return fact.startsWith('Årsag') ? [...whole, ...parts.map((part) => [part])] : whole;
  });
}

/** @returns what there is to say, and whether the whole document was read */
function check(file: string, reason: boolean): { lines: readonly string[]; read: boolean } {
  const refused = (why: string) => ({ lines: [`${masked(file)}: kan ikke læses: ${why}`], read: false });
  let bytes: Uint8Array;
  try {
    const found = statSync(file);
    if (found.isDirectory()) return refused('det er en mappe; angiv filerne i den');
    if (!found.isFile()) return refused('det er ikke en almindelig fil');
    if (found.size > maxBytes) return refused('filen er for stor');
    bytes = readFileSync(file);
  } catch (error) {
    return refused((error as NodeJS.ErrnoException).code === 'ENOENT' ? 'filen findes ikke' : 'filen kan ikke åbnes');
  }
  const document = readAppointment(bytes);
  if (typeof document === 'string') return refused(whyInWords[document]);
  const { appointments, leftOut } = document;
  const [first] = leftOut;
  if (appointments.length === 0 && first) return refused(whyInWords[first]);
  const lines = appointments.flatMap((appointment) =>
    appointmentInWords(appointment, { reason }).map((fact) => `  ${masked(fact, namesIn(fact, document))}`),
  );
  const missing = leftOut.map((why) => `  En aftale mere i dokumentet kan ikke vises: ${whyInWords[why]}`);
  return { lines: [masked(file), ...lines, ...missing], read: leftOut.every((why) => why === 'cancelled') };
}

function main(given: readonly string[]): number {
  const end = given.indexOf('--');
  const options = (end < 0 ? given : given.slice(0, end)).filter((word) => word.startsWith('-') && word !== '-');
  const files = given.filter((word, index) => (end >= 0 && index > end) || !(word.startsWith('-') && word !== '-'));
  if (options.includes('--help') || options.includes('-h')) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const unknown = options.find((option) => option !== '--reason');
  if (unknown || files.length === 0) {
    process.stderr.write(`${unknown ? `Ukendt valg: ${masked(unknown)}\n\n${usage}` : usage}\n`);
    return 2;
  }
  const results = files.map((file) => check(file, options.includes('--reason')));
  process.stdout.write(`${results.map(({ lines }) => lines.join('\n')).join('\n\n')}\n`);
  return results.every(({ read }) => read) ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
