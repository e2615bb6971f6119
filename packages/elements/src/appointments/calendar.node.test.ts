import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calendarFile } from './calendar.ts';

type Property = { readonly parameters: string[]; readonly value: string };
interface Component {
  readonly name: string;
  readonly properties: Map<string, Property[]>;
  readonly components: Component[];
}

/** A reader of iCalendar (RFC 5545 §3.1), written from the RFC: content lines of at most 75 octets, folded ones put together, components nested. */
function parse(file: string): Component {
  assert.ok(file.endsWith('\r\n'), 'the last line ends as the others do');
  const raw = file.slice(0, -2).split('\r\n');
  for (const line of raw) {
    assert.doesNotMatch(line, /[\r\n]/, 'no bare CR or LF');
    assert.ok(Buffer.byteLength(line) <= 75, `${line} is longer than 75 octets`);
  }
  const lines: string[] = [];
  for (const line of raw) {
    if (/^[ \t]/.test(line)) lines[lines.length - 1] += line.slice(1);
    else lines.push(line);
  }
  const open: Component[] = [{ name: '', properties: new Map(), components: [] }];
  for (const line of lines) {
    const [, name, rest, value] =
      /^([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)$/.exec(line) ?? assert.fail(`no content line: ${line}`);
    const within = open.at(-1)!;
    if (name === 'BEGIN') {
      const component = { name: value!, properties: new Map(), components: [] };
      within.components.push(component);
      open.push(component);
    } else if (name === 'END') {
      assert.equal(open.pop()!.name, value);
    } else {
      const property = { parameters: rest!.split(';').slice(1), value: value! };
      within.properties.set(name!, [...(within.properties.get(name!) ?? []), property]);
    }
  }
  assert.equal(open.length, 1, 'every component is closed');
  assert.deepEqual(
    open[0]!.components.map(({ name }) => name),
    ['VCALENDAR'],
  );
  return open[0]!.components[0]!;
}

const now = Date.parse('2026-06-12T09:14:05.678+02:00');

function event(start: string, end?: string) {
  const calendar = parse(calendarFile(end ? { start, end } : { start }, now));
  const [entry, ...others] = calendar.components;
  assert.equal(entry!.name, 'VEVENT');
  assert.deepEqual(others, []);
  const one = (name: string) => {
    const found = entry!.properties.get(name) ?? [];
    assert.ok(found.length <= 1, `${name} stands once`);
    return found[0] && [...found[0].parameters, found[0].value].join(':');
  };
  return { calendar, entry: entry!, one };
}

test('is a calendar with one event, as RFC 5545 asks: version, maker, id and stamp', () => {
  const { calendar, one } = event('2026-06-16T10:30:00+02:00', '2026-06-16T11:30:00+02:00');
  assert.deepEqual(calendar.properties.get('VERSION'), [{ parameters: [], value: '2.0' }]);
  assert.match(calendar.properties.get('PRODID')![0]!.value, /\S/);
  assert.equal(one('DTSTAMP'), '20260612T071405Z');
  assert.match(one('UID')!, /^[0-9a-f]{32}$/);
});

test('says a time in UTC, in summer and in winter', () => {
  const summer = event('2026-06-16T10:30:00+02:00', '2026-06-16T11:30:00+02:00').one;
  assert.deepEqual([summer('DTSTART'), summer('DTEND')], ['20260616T083000Z', '20260616T093000Z']);
  const winter = event('2026-12-01T00:15:00+01:00', '2026-12-02T08:00:00+01:00').one;
  assert.deepEqual([winter('DTSTART'), winter('DTEND')], ['20261130T231500Z', '20261202T070000Z']);
});

test('says days without a time as days, and the end as the first day after', () => {
  const days = event('2026-03-12', '2026-03-31').one;
  assert.deepEqual([days('DTSTART'), days('DTEND')], ['VALUE=DATE:20260312', 'VALUE=DATE:20260401']);
  const newYear = event('2026-12-28', '2026-12-31').one;
  assert.equal(newYear('DTEND'), 'VALUE=DATE:20270101');
});

test('has no end where the source gives none, or one that cannot be written', () => {
  for (const [start, end] of [
    ['2026-06-16T10:30:00+02:00', undefined],
    ['2026-06-16', undefined],
    ['2026-06-16', '2026-06-16'],
    ['2026-06-16T10:30:00+02:00', '2026-06-16T09:30:00+02:00'],
    ['2026-06-16T10:30:00+02:00', '2026-06-18'],
    ['2026-06-16T10:30:00+02:00', 'ved middagstid'],
  ] as const) {
    assert.equal(event(start, end).one('DTEND'), undefined, `${start} ${end}`);
  }
});

test('says nothing but when: no name, place, unit or reason', () => {
  const appointment = {
    id: 'hemmelig-id',
    start: '2026-06-16T10:30:00+02:00',
    end: '2026-06-16T11:30:00+02:00',
    unit: 'BUP Korsbæk',
    place: 'Indgang B',
    address: 'Prøvevej 2',
    phone: '12345660',
    hours: 'Telefontid',
    reason: 'Opfølgning',
    series: 's-1',
    movedFrom: '2026-06-09T10:30:00+02:00',
  };
  const file = calendarFile(appointment, now);
  const { entry } = { entry: parse(file).components[0]! };
  assert.deepEqual([...entry.properties.keys()].sort(), ['DTEND', 'DTSTAMP', 'DTSTART', 'SUMMARY', 'UID']);
  assert.deepEqual(entry.properties.get('SUMMARY'), [{ parameters: [], value: 'Aftale' }]);
  for (const told of ['hemmelig', 'BUP', 'Indgang', 'Prøvevej', '12345660', 'Telefontid', 'Opfølgning', 's-1', '20260609']) {
    assert.ok(!file.includes(told), told);
  }
});

test('gives each file an id of its own', () => {
  const ids = Array.from({ length: 50 }, () => event('2026-06-16').one('UID'));
  assert.equal(new Set(ids).size, 50);
});
