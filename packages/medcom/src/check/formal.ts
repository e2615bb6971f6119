import { type Node, nodes, text, values } from '../fhir/node.ts';
import type { Finding } from './finding.ts';

/**
 * An officially maintained validator beside this one (HL7's), which MedCom's governance asks for: it answers with an
 * OperationOutcome. Who runs it, and where, is the caller's affair.
 */
export type FormalValidator = (
  message: Uint8Array,
  mime: 'application/fhir+xml' | 'application/fhir+json',
  signal: AbortSignal,
) => Promise<Node>;

/** The formal validator's issues as findings: its severity and place, never its words, which quote the message. */
export function formalFindings(outcome: Node): readonly Finding[] {
  return nodes(outcome, 'issue').flatMap((issue): Finding[] => {
    const stated = text(issue, 'severity');
    if (stated === 'information') return [];
    const location = values(issue, 'expression')[0] ?? values(issue, 'location')[0];
    const severity = stated === 'warning' ? 'warning' : 'error';
    const message = severity === 'error' ? 'HL7-validatoren afviser elementet.' : 'HL7-validatoren advarer om elementet.';
    return [{ rule: `hl7-${text(issue, 'code') ?? 'unknown'}`, severity, message, location: typeof location === 'string' ? location : '' }];
  });
}
