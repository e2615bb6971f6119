import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildAcknowledgement } from '../build/acknowledgement.ts';
import { read } from '../message/read.ts';
import { copyOf, resource } from '../testing/rich.ts';
import { newMessage, source } from '../testing/samples.ts';
import { check } from './check.ts';
import { issuesOf } from './issues.ts';

test('a message with a wrong category is refused with its reason, in an acknowledgement that passes as a sender’s', () => {
  const bundle = copyOf(newMessage());
  resource(bundle, 'Communication').category[0].coding[0].code = 'findes-ikke';
  delete resource(bundle, 'MessageHeader').definition;
  resource(bundle, 'Patient').birthDate = 7;
  const issues = issuesOf(check(bundle, 'receiver'));
  assert.deepEqual(
    issues.map(({ code, error }) => [code, error]),
    [
      ['required', 'MSG_RESOURCE_REQUIRED'],
      ['code-invalid', 'MSG_VALUESET_VALUE_UNKNOWN'],
      ['structure', 'MSG_Datatype_Wrong'],
    ],
  );
  const refusal = copyOf(buildAcknowledgement(bundle, 'fatal-error', issues, source(3)));
  assert.deepEqual(check(refusal, 'sender'), []);
  const receipt = read(refusal);
  assert.ok(receipt.kind === 'acknowledgement');
  assert.match(receipt.issues[1]?.text ?? '', /kodeliste.*\[Bundle\.entry\[1\]/);
  assert.doesNotMatch(JSON.stringify(receipt.issues), /findes-ikke/);
});

test('warnings refuse nothing, and a list without end is cut', () => {
  const finding = { rule: 'phone', severity: 'warning' as const, message: 'x', location: '' };
  assert.deepEqual(issuesOf([finding]), []);
  assert.equal(issuesOf(Array.from({ length: 100 }, () => ({ ...finding, severity: 'error' as const }))).length, 20);
});
