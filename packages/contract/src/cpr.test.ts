import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageOn, birthDate, isReplacement, maskCpr, parseCpr } from './cpr.ts';

const read = (text: string) => {
  const cpr = parseCpr(text);
  assert.ok(cpr, 'should be a CPR number');
  return cpr;
};

test('accepts ten digits with and without the dash', () => {
  assert.equal(read('0505149996'), '0505149996');
  assert.equal(read(' 050514-9996 '), '0505149996');
});

test('never refuses for modulus 11', () => {
  // 0505149996 fails modulus 11, 1710194919 passes; both are official test persons.
  assert.ok(parseCpr('0505149996'));
  assert.ok(parseCpr('1710194919'));
});

test('accepts the national and the regional replacement numbers, in any case', () => {
  assert.ok(isReplacement(read('0703921VJ4')));
  assert.ok(isReplacement(read('120655-0vk9')));
  assert.ok(!isReplacement(read('0505149996')));
});

test('refuses what is not a CPR number', () => {
  for (const text of ['', '050514999', '05051499960', '3202149996', '0513149996', '3002149996', '0505142VJ4', '05051499O6', '0505 149996'])
    assert.equal(parseCpr(text), undefined, `${text.length} characters`);
});

test('accepts 29 February in leap years only', () => {
  assert.ok(parseCpr('2902169990'));
  assert.equal(parseCpr('2902159990'), undefined);
});

test('reads the century from digit 7', () => {
  const born: [string, string][] = [
    ['0505143990', '1914-05-05'],
    ['0505144990', '2014-05-05'],
    ['0505374990', '1937-05-05'],
    ['0505575990', '2057-05-05'],
    ['0505588990', '1858-05-05'],
    ['0505369990', '2036-05-05'],
    ['0505379990', '1937-05-05'],
  ];
  for (const [cpr, date] of born) assert.equal(birthDate(read(cpr)), date);
});

test('reckons whole years, with the birthday itself', () => {
  assert.equal(ageOn('2008-06-15', '2026-06-14'), 17);
  assert.equal(ageOn('2008-06-15', '2026-06-15'), 18);
  assert.equal(ageOn('2008-02-29', '2026-02-28'), 17);
  assert.equal(ageOn('2008-02-29', '2026-03-01'), 18);
});

test('masks the four last characters', () => {
  assert.equal(maskCpr(read('0505149996')), '050514-••••');
});
