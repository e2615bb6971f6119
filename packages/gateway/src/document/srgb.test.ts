import assert from 'node:assert/strict';
import { test } from 'node:test';
import { srgbProfile } from './srgb.ts';

type Matrix = readonly (readonly [number, number, number])[];

const profile = Buffer.from(srgbProfile());
const tags = new Map(
  Array.from({ length: profile.readUInt32BE(128) }, (_, index) => {
    const at = 132 + index * 12;
    const offset = profile.readUInt32BE(at + 4);
    return [profile.toString('latin1', at, at + 4), profile.subarray(offset, offset + profile.readUInt32BE(at + 8))];
  }),
);

function fixed(tag: string, from: number): number[] {
  const bytes = tags.get(tag) ?? assert.fail(`no ${tag}`);
  return Array.from({ length: (bytes.length - from) / 4 }, (_, index) => bytes.readInt32BE(from + index * 4) / 0x10000);
}

const times = (matrix: Matrix, vector: readonly number[]) =>
  matrix.map((row) => row.reduce((sum, cell, index) => sum + cell * vector[index]!, 0)) as [number, number, number];

/** Cramer's rule. */
function solve(matrix: Matrix, vector: readonly number[]): number[] {
  const determinant = (cells: readonly (readonly number[])[]) => {
    const [a, b, c, d, e, f, g, h, i] = cells.flat();
    return a! * (e! * i! - f! * h!) - b! * (d! * i! - f! * g!) + c! * (d! * h! - e! * g!);
  };
  const rows = matrix.map((row) => [...row]);
  return [0, 1, 2].map((column) => determinant(rows.map((row, index) => row.with(column, vector[index]!))) / determinant(rows));
}

const xyz = ([x, y]: readonly [number, number]) => [x / y, 1, (1 - x - y) / y];

function near(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (const [index, value] of actual.entries())
    assert.ok(Math.abs(value - expected[index]!) <= tolerance, `${actual} is not near ${expected}`);
}

test('is an ICC profile of a screen in RGB, as long as it says', () => {
  assert.equal(profile.readUInt32BE(0), profile.length);
  assert.equal(profile.readUInt8(8), 4);
  assert.equal(profile.toString('latin1', 12, 24), 'mntrRGB XYZ ');
  assert.equal(profile.toString('latin1', 36, 40), 'acsp');
  assert.deepEqual([...tags.keys()].sort(), ['bTRC', 'bXYZ', 'chad', 'cprt', 'desc', 'gTRC', 'gXYZ', 'rTRC', 'rXYZ', 'wtpt']);
  for (const bytes of tags.values()) assert.equal((bytes.byteOffset - profile.byteOffset) % 4, 0);
  assert.equal(Buffer.from(tags.get('desc')!.subarray(28)).swap16().toString('utf16le'), 'sRGB IEC61966-2.1');
});

test('has the primaries of sRGB, adapted to the white of ICC', () => {
  const primaries = [xyz([0.64, 0.33]), xyz([0.3, 0.6]), xyz([0.15, 0.06])];
  const white = xyz([0.3127, 0.329]);
  const columns = [0, 1, 2].map((row) => primaries.map((primary) => primary[row]!)) as unknown as Matrix;
  const scale = solve(columns, white);
  const bradford: Matrix = [
    [0.8951, 0.2664, -0.1614],
    [-0.7502, 1.7135, 0.0367],
    [0.0389, -0.0685, 1.0296],
  ];
  const d50 = [0.9642, 1, 0.8249];
  const [from, to] = [times(bradford, white), times(bradford, d50)];
  const adapt = (color: readonly number[]) =>
    solve(
      bradford,
      times(bradford, color).map((cone, index) => (cone * to[index]!) / from[index]!),
    );

  for (const [index, tag] of ['rXYZ', 'gXYZ', 'bXYZ'].entries()) {
    near(fixed(tag, 8), adapt(primaries[index]!.map((part) => part * scale[index]!)), 0.0003);
  }
  const chad = fixed('chad', 8);
  near(times([0, 3, 6].map((at) => chad.slice(at, at + 3)) as unknown as Matrix, white), d50, 0.0003);
  near(fixed('wtpt', 8), d50, 0.0001);
});

test('has the curve of sRGB', () => {
  for (const tag of ['rTRC', 'gTRC', 'bTRC']) {
    assert.equal(tags.get(tag)!.readUInt16BE(8), 3, 'the formula with a straight foot');
    const [gamma, a, b, c, d] = fixed(tag, 12) as [number, number, number, number, number];
    const light = (value: number) => (value >= d ? (a * value + b) ** gamma : c * value);
    // Values of the standard's own curve.
    near([0, 0.02, 0.5, 0.75, 1].map(light), [0, 0.001548, 0.214041, 0.522522, 1], 0.0001);
  }
});
