import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCpr } from '@paa-tvaers/contract';
import { caseImage, child, output, profile } from '../testing/case.ts';
import { validator, withoutSchemas } from '../testing/schema.ts';
import { requestHeader, searchByPrimaryParty } from './request.ts';

const cpr = parseCpr(child);
assert.ok(cpr);
const request = searchByPrimaryParty(cpr, { from: 100, size: 50 }).toString();

test('a request follows the official schema', { skip: withoutSchemas }, () => {
  const valid = validator('6.0.STS-0/SagDokumentIndeksOperationer.xsd');
  valid(request);
  validator('common/RequestHeader.xsd')(requestHeader().toString());
  assert.throws(() => valid(request.replaceAll('sagspart', 'sagsparter')));
});

test('the answers that these tests are made of follow it too', { skip: withoutSchemas }, () => {
  const valid = validator('6.0.STS-0/SagDokumentIndeksOperationer.xsd');
  valid(output([caseImage({ profiles: profile('5dbc66a1-0000-4000-8000-000000000011') })]));
  valid(output([], { status: '44', total: null }));
});

test('trap 6: the filter is never empty, and asks for what is used: never for journal notes or documents', () => {
  const shown = [...request.matchAll(/<sdi:SagVis><sdi:Vis>([^<]+)<\/sdi:Vis><\/sdi:SagVis>/g)].map(([, part]) => part);
  assert.deepEqual(shown, ['egenskaber', 'fremdrift', 'sagsklasse', 'sagsaktoer', 'sagspart', 'sikkerhedsprofil']);
  assert.doesNotMatch(request, /journal|DokumentVis|Inkluder/i);
});

test('searches by CPR number as primary party, a page at a time', () => {
  assert.match(request, /<gd:ReferenceID><sd:URNIdentifikator>urn:oio:cpr-nr:0505149996<\/sd:URNIdentifikator>/);
  assert.match(request, /<gd:Rolle><sd:UUIDIdentifikator>d839f26a-d4d1-4441-b2d6-3dbbb12a9404</);
  assert.match(request, /<sd:FoersteResultatReference>100<.*\n<sd:MaksimalAntalKvantitet>50</);
});
