import assert from 'node:assert/strict';
import { test } from 'node:test';
import { da } from './da.ts';
import { en } from './en.ts';
import { awayWords, isOver, momentWords, whenWords } from './when.ts';

/** Runs it in machines of several time zones: what is shown is the time of Copenhagen in each. */
function everywhere(run: () => void): void {
  const zone = process.env.TZ;
  for (const elsewhere of ['UTC', 'America/Los_Angeles', 'Pacific/Auckland', 'Europe/Copenhagen']) {
    process.env.TZ = elsewhere;
    run();
  }
  process.env.TZ = zone;
}

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
function when(start: string, end: string | undefined, now: string, words = da) {
  const { day, time } = whenWords(words, end ? { start, end } : { start }, Date.parse(now));
  return plain(time ? `${day} | ${time}` : day);
}
const away = (start: string, now: string, end?: string, words = da) => awayWords(words, end ? { start, end } : { start }, Date.parse(now));
const over = (now: string, start: string, end?: string) => isOver(end ? { start, end } : { start }, Date.parse(now));
const june = '2026-06-12T09:14:00+02:00';

test('says day and time in words, in Copenhagen', () =>
  everywhere(() => {
    assert.equal(when('2026-05-12T10:15:00+02:00', '2026-05-12T11:00:00+02:00', june), 'tirsdag 12. maj | kl. 10.15–11.00');
    assert.equal(when('2026-05-12T08:15:00Z', '2026-05-12T09:00:00Z', june), 'tirsdag 12. maj | kl. 10.15–11.00');
    assert.equal(when('2026-05-12T10:15:00+02:00', '2026-05-12T11:00:00+02:00', june, en), 'Tuesday 12 May | 10:15–11:00');
    // The day is Copenhagen's, also where it is another one in UTC.
    assert.equal(when('2026-05-11T22:30:00Z', undefined, june), 'tirsdag 12. maj | kl. 00.30');
  }));

test('says no end where there is none, or none that comes after the start', () => {
  assert.equal(when('2026-05-12T10:15:00+02:00', undefined, june), 'tirsdag 12. maj | kl. 10.15');
  assert.equal(when('2026-05-12T10:15:00+02:00', '2026-05-12T10:15:00+02:00', june), 'tirsdag 12. maj | kl. 10.15');
  assert.equal(when('2026-05-12T10:15:00+02:00', '2026-05-12T09:00:00+02:00', june), 'tirsdag 12. maj | kl. 10.15');
  assert.equal(when('2026-05-12T10:15:00+02:00', 'senere', june), 'tirsdag 12. maj | kl. 10.15');
});

test('says that the time is not given where there is a day only', () => {
  assert.equal(when('2026-08-18', undefined, june), 'tirsdag 18. august | tidspunkt ikke oplyst');
  assert.equal(when('2026-08-18', '2026-08-18', june), 'tirsdag 18. august | tidspunkt ikke oplyst');
});

test('says both days where it lasts several, with the times that are given', () => {
  assert.equal(when('2026-03-12', '2026-03-31', june), 'torsdag 12. marts – tirsdag 31. marts');
  assert.equal(
    when('2026-03-12T10:00:00+01:00', '2026-03-31T12:00:00+02:00', june),
    'torsdag 12. marts kl. 10.00 – tirsdag 31. marts kl. 12.00',
  );
  assert.equal(
    when('2026-03-12T10:00:00+01:00', '2026-03-31T12:00:00+02:00', june, en),
    '10:00 on Thursday 12 March – 12:00 on Tuesday 31 March',
  );
  // A night is two days; an evening that ends at midnight is one.
  assert.equal(
    when('2026-06-01T20:00:00+02:00', '2026-06-02T08:00:00+02:00', june),
    'mandag 1. juni kl. 20.00 – tirsdag 2. juni kl. 08.00',
  );
  assert.equal(when('2026-06-01T20:00:00+02:00', '2026-06-02T00:00:00+02:00', june), 'mandag 1. juni | kl. 20.00–00.00');
});

test('says the year where it is not this year’s in Copenhagen, at New Year too', () =>
  everywhere(() => {
    assert.equal(when('2027-01-04T10:15:00+01:00', undefined, june), 'mandag 4. januar 2027 | kl. 10.15');
    assert.equal(when('2025-12-31', undefined, june), 'onsdag 31. december 2025 | tidspunkt ikke oplyst');
    assert.equal(when('2026-12-28', '2027-01-03', june), 'mandag 28. december – søndag 3. januar 2027');
    // 23.30 in UTC on the 31st is the year after in Copenhagen.
    assert.equal(when('2027-01-04T10:15:00+01:00', undefined, '2026-12-31T23:30:00Z'), 'mandag 4. januar | kl. 10.15');
    assert.equal(when('2027-01-04T10:15:00+01:00', undefined, '2026-12-31T22:30:00Z'), 'mandag 4. januar 2027 | kl. 10.15');
  }));

test('shows what is no date as it is, and claims nothing of it', () => {
  assert.equal(when('i foråret', undefined, june), 'i foråret | tidspunkt ikke oplyst');
  assert.equal(when('Torsdag', undefined, june), 'Torsdag | tidspunkt ikke oplyst');
  assert.equal(away('i foråret', june), '');
  assert.equal(over(june, 'i foråret'), false);
  assert.equal(plain(momentWords(da, 'i foråret', Date.parse(june))), 'i foråret');
});

test('says the moment that it was moved from', () => {
  assert.equal(plain(momentWords(da, '2026-05-12T10:15:00+02:00', Date.parse(june))), 'tirsdag 12. maj kl. 10.15');
  assert.equal(momentWords(da, '2026-05-12', Date.parse(june)), 'tirsdag 12. maj');
});

test('says how far away it is, by the calendar of Copenhagen', () =>
  everywhere(() => {
    assert.equal(away('2026-06-12T23:59:00+02:00', june), 'i dag');
    assert.equal(away('2026-06-13T00:00:00+02:00', june), 'i morgen');
    assert.equal(away('2026-06-13', june), 'i morgen');
    assert.equal(away('2026-06-16T10:30:00+02:00', june), 'om 4 dage');
    assert.equal(away('2026-06-25', june), 'om 13 dage');
    assert.equal(away('2026-07-03', june), 'om 3 uger');
    assert.equal(away('2026-09-12', june), 'om 3 måneder');
    assert.equal(away('2026-07-03', june, undefined, en), 'in 3 weeks');
    assert.equal(away('2026-06-13', june, undefined, en), 'tomorrow');
  }));

test('counts days right around midnight', () =>
  everywhere(() => {
    // Half an hour of one day, half an hour of the next: 23.45 to 00.15 in Copenhagen.
    assert.equal(away('2026-06-13T00:15:00+02:00', '2026-06-12T23:45:00+02:00'), 'i morgen');
    assert.equal(away('2026-06-13T00:15:00+02:00', '2026-06-13T00:05:00+02:00'), 'i dag');
    assert.equal(away('2026-06-13T23:45:00+02:00', '2026-06-13T00:05:00+02:00'), 'i dag');
    assert.equal(away('2026-06-14T00:15:00+02:00', '2026-06-12T23:45:00+02:00'), 'i overmorgen');
  }));

test('counts days right when the clocks change, 29 March and 25 October', () =>
  everywhere(() => {
    // A day of 23 hours: from 23.30 to 00.30 two days later are 24.
    assert.equal(away('2026-03-30T00:30:00+02:00', '2026-03-28T23:30:00+01:00'), 'i overmorgen');
    assert.equal(away('2026-03-29T03:30:00+02:00', '2026-03-28T23:30:00+01:00'), 'i morgen');
    assert.equal(when('2026-03-29T01:30:00+01:00', '2026-03-29T03:30:00+02:00', june), 'søndag 29. marts | kl. 01.30–03.30');
    // A day of 25 hours: from 00.30 to 23.30 are 24.
    assert.equal(away('2026-10-25T23:30:00+01:00', '2026-10-25T00:30:00+02:00'), 'i dag');
    assert.equal(away('2026-10-26T00:15:00+01:00', '2026-10-25T00:30:00+02:00'), 'i morgen');
    // 02.30 comes twice; the wire says which, and both are that day.
    assert.equal(when('2026-10-25T02:30:00+02:00', '2026-10-25T02:30:00+01:00', june), 'søndag 25. oktober | kl. 02.30–02.30');
  }));

test('counts weeks right over New Year and week 53', () =>
  everywhere(() => {
    // 28 December 2026 to 3 January 2027 is week 53.
    assert.equal(away('2027-01-04', '2026-12-21T12:00:00+01:00'), 'om 2 uger');
    assert.equal(away('2027-01-01', '2026-12-31T12:00:00+01:00'), 'i morgen');
    assert.equal(away('2027-01-08', '2026-12-28T12:00:00+01:00'), 'om 11 dage');
  }));

test('says "nu" from its start to its end, and the day where it has no end', () => {
  const [start, end] = ['2026-06-12T09:00:00+02:00', '2026-06-12T10:00:00+02:00'];
  assert.equal(away(start, june, end), 'nu');
  assert.equal(away(start, june, end, en), 'now');
  assert.equal(away(start, '2026-06-12T08:59:00+02:00', end), 'i dag');
  assert.equal(away(start, june), 'i dag');
  assert.equal(away('2026-06-10', june, '2026-06-20'), 'nu');
  assert.equal(away('2026-06-12', june, '2026-06-20'), 'i dag');
});

test('is over when it has ended; without an end or a time of day, when its day has', () =>
  everywhere(() => {
    const [start, end] = ['2026-06-12T09:00:00+02:00', '2026-06-12T10:00:00+02:00'];
    assert.equal(over('2026-06-12T09:59:59+02:00', start, end), false);
    assert.equal(over('2026-06-12T10:00:00+02:00', start, end), true);
    assert.equal(over('2026-06-12T23:59:59+02:00', start), false);
    assert.equal(over('2026-06-13T00:00:00+02:00', start), true);
    assert.equal(over('2026-06-12T23:59:59+02:00', '2026-06-12'), false);
    assert.equal(over('2026-06-13T00:00:00+02:00', '2026-06-12'), true);
    // The last day is one of its days.
    assert.equal(over('2026-03-31T23:59:59+02:00', '2026-03-12', '2026-03-31'), false);
    assert.equal(over('2026-04-01T00:00:00+02:00', '2026-03-12', '2026-03-31'), true);
    // An end before the start is none.
    assert.equal(over('2026-06-12T12:00:00+02:00', start, '2026-06-12T08:00:00+02:00'), false);
  }));
