import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dispositionOf } from './name.ts';

const named = (title?: string, type: Parameters<typeof dispositionOf>[1] = 'application/pdf') => {
  const header = dispositionOf('inline', type, title);
  assert.match(header, /^[\x20-\x7e]+$/, 'a header');
  const [, encoded] = /filename\*=UTF-8''([^;]+)$/.exec(header) ?? [];
  return encoded && decodeURIComponent(encoded);
};

test('a neutral name, and the title with the end of its type', () => {
  assert.equal(dispositionOf('attachment', 'image/tiff', undefined), 'attachment; filename="bilag.tif"');
  assert.equal(named('Udtalelse fra PPR'), 'Udtalelse fra PPR.pdf');
  assert.equal(named('Udtalelse.PDF'), 'Udtalelse.pdf');
  assert.equal(named('Tegning.jpeg', 'image/jpeg'), 'Tegning.jpg');
  assert.equal(named('Tegning.pdf', 'image/jpeg'), 'Tegning.pdf.jpg');
  assert.equal(named(`'(Ærø)' 😀`), `'(Ærø)' 😀.pdf`);
});

test('no number that looks like a CPR number, however it is written', () => {
  const numbers = ['0505149996', '050514-9996', '050514 9996', '050514_9996', '0703921VJ4', 'x0505149996x', '050514*9996', '050514  9996'];
  for (const number of numbers) assert.doesNotMatch(named(`Udtalelse ${number} v2`) ?? '', /9996|VJ4/, number);
  assert.doesNotMatch(named('050514 0505149996 9996') ?? '', /050514 ?9996/, 'nor one that is left when another is taken');
});

test('nothing that ends the name, turns it round, or leads out of a folder', () => {
  assert.equal(named('a"; filename="b.exe'), 'a filename= b.exe.pdf');
  assert.equal(named('..\\../etc/passwd'), 'etc passwd.pdf');
  assert.equal(named('faktura\u202Efdp.exe'), 'faktura fdp.exe.pdf');
  assert.equal(named('to\r\nSet-Cookie: x=1'), 'to Set-Cookie x=1.pdf');
  assert.equal(named(' .. '), undefined);
  assert.equal(named('\ud800'), '\ufffd.pdf');
  assert.equal([...(named('😀'.repeat(300)) ?? '')].length, 104);
});
