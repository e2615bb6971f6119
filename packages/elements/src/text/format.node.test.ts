import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daAppointments } from '../appointments/da.ts';
import { daCases } from '../case-overview/da.ts';
import { daSchool } from '../school-info/da.ts';
import { da as core } from './da.ts';
import { daNotices } from './da-notices.ts';
import { en } from './en.ts';
import { day, moment, phoneNumber, wordFor } from './format.ts';

const da = { ...core, notices: daNotices, cases: daCases, appointments: daAppointments, school: daSchool };

test('tells the time of Copenhagen, whatever zone the browser is in, with the day where it is another', () => {
  const zone = process.env.TZ;
  for (const elsewhere of ['America/Los_Angeles', 'UTC', 'Pacific/Auckland']) {
    process.env.TZ = elsewhere;
    assert.equal(moment(da, '2026-06-12T07:14:00Z'), '12. juni 2026 kl.\u00a009.14');
    assert.equal(moment(da, '2026-01-12T23:30:00Z'), '13. januar 2026 kl.\u00a000.30');
    assert.equal(moment(en, '2026-06-12T09:14:00+02:00'), '09:14 on 12 June 2026');
    assert.match(moment(da, new Date().toISOString()), /^kl\.\u00a0\d\d\.\d\d$/);
    assert.match(moment(da, new Date().toISOString(), true), /^\d+\. \p{L}+ \d{4} kl\./u);
    assert.equal(day(da, '2014-05-05'), '5. maj 2014');
  }
  process.env.TZ = zone;
});

test('says that a time is not given, and shows a day that is none as it is', () => {
  assert.equal(moment(da, undefined), 'tidspunkt ikke oplyst');
  assert.equal(moment(da, 'yesterday, I think'), 'tidspunkt ikke oplyst');
  assert.equal(day(da, 'i foråret'), 'i foråret');
});

test('pairs the digits of a Danish number, and leaves any other', () => {
  assert.equal(phoneNumber('12345621'), '12 34 56 21');
  for (const other of ['+4512345621', '112', '004940123456', '12 34 56 21 lokal 3']) assert.equal(phoneNumber(other), other);
});

test('shows a code that it does not know as its text, also one that every object has', () => {
  assert.equal(wordFor(da.party, 'ppr'), 'PPR');
  for (const code of ['ltt', 'constructor', '__proto__', 'toString']) assert.equal(wordFor(da.party, code), code);
});

test('counts in both languages', () => {
  assert.deepEqual([0, 1, 2].map(da.cases.open), ['0 åbne sager', '1 åben sag', '2 åbne sager']);
  assert.deepEqual([1, 2].map(en.cases!.closed), ['1 closed case', '2 closed cases']);
});

test('has every Danish word in English too, and none left in Danish by mistake', () => {
  const same: string[] = [];
  const compare = (danish: unknown, english: unknown, at: string) => {
    assert.equal(typeof english, typeof danish, at);
    if (typeof danish === 'string' && danish === english) same.push(at);
    if (typeof danish !== 'object' || danish === null) return;
    assert.deepEqual(Object.keys(english as object), Object.keys(danish), at);
    for (const [key, value] of Object.entries(danish)) compare(value, (english as Record<string, unknown>)[key], `${at}/${key}`);
  };
  compare(da, en, '');
  assert.deepEqual(same, ['/source/organisation', '/source/appointments', '/source/units']);
});
