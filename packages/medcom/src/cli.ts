#!/usr/bin/env node
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkBytes } from './check/check-bytes.ts';
import type { Finding } from './check/finding.ts';
import { isXml } from './fhir/read.ts';

const usage = `Brug: medcom-check [--send] [--json] FIL…

Holder korrespondancemeddelelser og kvitteringer op mod MedComs CareCommunication 5.0 og Acknowledgement 2.0.

  --send   som afsender: også det, der kun bryder standardens tekst, er en fejl
  --json   svar som JSON
  FIL      en fil (JSON, XML eller VANSEnvelope) eller en mappe; i en mappe springes det over, der ikke er meddelelser

Afslutter med 0, når ingen fil har fejl, 1, når en har, og 2 ved forkert brug.
`;

function options() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { send: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    return { ...values, paths: positionals };
  } catch {
    return undefined;
  }
}

interface Candidate {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly isNamed: boolean;
}

/** The files that are named, and those of the folders that are. */
function filesIn(paths: readonly string[]): readonly Candidate[] {
  return paths.flatMap((path): Candidate[] => {
    if (!statSync(path).isDirectory()) return [{ file: path, bytes: readFileSync(path), isNamed: true }];
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:json|xml)$/i.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => ({ file, bytes: readFileSync(file), isNamed: false }));
  });
}

/** A folder of a package also holds profiles and code lists. What cannot be read may be a broken message, and is judged. */
function looksLikeMessage(bytes: Uint8Array): boolean {
  const source = new TextDecoder().decode(bytes);
  if (isXml(bytes)) return /<(?:\w+:)?(?:Bundle|VANSEnvelope)[\s>]/.test(source.slice(0, 4096));
  try {
    const value: unknown = JSON.parse(source);
    const { resourceType, entry } = Object(value) as { resourceType?: unknown; entry?: unknown };
    return resourceType === 'Bundle' || entry !== undefined;
  } catch {
    return true;
  }
}

function report(judged: readonly { file: string; findings: readonly Finding[] }[], leftOut: number): void {
  for (const { file, findings } of judged) {
    console.log(`${file}: ${refused(findings) ? 'afvist' : 'godkendt'}`);
    for (const { severity, rule, message, location } of findings)
      console.log(`  ${severity === 'error' ? 'fejl' : 'advarsel'}  ${rule}  ${message}${location && `  [${location}]`}`);
  }
  if (leftOut > 0) console.log(`${leftOut} filer i mapperne er ikke meddelelser og er sprunget over.`);
  const counts = totals(judged);
  console.log(`${counts.files} files, ${counts.accepted} accepted, ${counts.refused} refused, ${counts.warnings} warnings`);
}

const refused = (findings: readonly Finding[]) => findings.some(({ severity }) => severity === 'error');

function totals(judged: readonly { findings: readonly Finding[] }[]) {
  const count = judged.filter(({ findings }) => refused(findings)).length;
  const warnings = judged.flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'warning').length;
  return { files: judged.length, accepted: judged.length - count, refused: count, warnings };
}

function main(): number {
  const chosen = options();
  if (chosen?.help) {
    console.log(usage);
    return 0;
  }
  if (!chosen || chosen.paths.length === 0) {
    console.error(usage);
    return 2;
  }
  const missing = chosen.paths.filter((path) => !statSync(path, { throwIfNoEntry: false }));
  for (const path of missing) console.error(`Findes ikke: ${path}`);
  if (missing.length > 0) return 2;

  const found = filesIn(chosen.paths);
  const messages = found.filter(({ isNamed, bytes }) => isNamed || looksLikeMessage(bytes));
  const judged = messages.map(({ file, bytes }) => ({ file, findings: checkBytes(bytes, chosen.send ? 'sender' : 'receiver') }));
  if (chosen.json) {
    const files = judged.map(({ file, findings }) => ({ file, accepted: !refused(findings), findings }));
    console.log(JSON.stringify({ ...totals(judged), leftOut: found.length - messages.length, results: files }, null, 2));
  } else report(judged, found.length - messages.length);
  return judged.some(({ findings }) => refused(findings)) ? 1 : 0;
}

process.exitCode = main();
