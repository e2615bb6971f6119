import type { DraftIssue } from '../build/acknowledgement.ts';
import type { Finding } from './finding.ts';

/** What a refusal tells of its reasons: enough to find the faults, not a list without end. */
const most = 20;

/** The errors of a check as the issues of an acknowledgement: a code of MedCom's where one fits, the rule's words and the place. */
export function issuesOf(findings: readonly Finding[]): readonly DraftIssue[] {
  return findings
    .filter(({ severity }) => severity === 'error')
    .slice(0, most)
    .map(({ rule, message, location }) => ({
      severity: 'error' as const,
      ...kindOf(rule, message),
      text: location ? `${message} [${location}] (${rule})` : `${message} (${rule})`,
    }));
}

function kindOf(rule: string, message: string): Pick<DraftIssue, 'code' | 'error'> {
  if (rule.endsWith(':value')) return { code: 'code-invalid', error: 'MSG_VALUESET_VALUE_UNKNOWN' };
  if (rule === 'fhir-type' || rule === 'fhir-list') return { code: 'structure', error: 'MSG_Datatype_Wrong' };
  if (message.includes(' skal forekomme ')) return { code: 'required', error: 'MSG_RESOURCE_REQUIRED' };
  return { code: 'invariant' };
}
