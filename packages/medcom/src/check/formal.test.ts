import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formalFindings } from './formal.ts';

test('the formal validator’s issues become findings without its words', () => {
  const outcome = {
    resourceType: 'OperationOutcome',
    issue: [
      { severity: 'fatal', code: 'structure', diagnostics: 'The value 0505149996 is wrong', location: ['Bundle'] },
      { severity: 'warning', code: 'code-invalid', expression: ['Bundle.entry[1]'], details: { text: '0505149996' } },
      { severity: 'information', code: 'informational' },
      { code: 'invalid' },
    ],
  };
  const findings = formalFindings(outcome);
  assert.deepEqual(
    findings.map(({ rule, severity, location }) => [rule, severity, location]),
    [
      ['hl7-structure', 'error', 'Bundle'],
      ['hl7-code-invalid', 'warning', 'Bundle.entry[1]'],
      ['hl7-invalid', 'error', ''],
    ],
  );
  assert.doesNotMatch(JSON.stringify(findings), /0505/);
});
