import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createLog } from '../http/log.ts';
import { neighbour, organisation } from '../testing/identity.ts';
import { OrganisationsInvalid, openOrganisations } from './organisations.ts';
import { readOrganisations } from './schema.ts';

/** A log that gives its lines out one by one. */
function listening() {
  let told = Promise.withResolvers<Record<string, unknown>>();
  const log = createLog({ stream: { write: (line) => told.resolve(JSON.parse(line)) } });
  const next = () => {
    told = Promise.withResolvers();
    return told.promise;
  };
  return { log, next };
}

test('takes a changed file over, and keeps the earlier one where the new one is broken', async () => {
  const home = await mkdtemp(join(tmpdir(), 'paa-tvaers-'));
  const file = join(home, 'organisations.json');
  await writeFile(file, JSON.stringify([organisation]));
  const { log, next } = listening();
  const organisations = openOrganisations(file, 'demo', log, 20);
  try {
    assert.equal(organisations.find(organisation.id)?.name, 'Korsbæk Kommune');
    assert.equal(organisations.allowsOrigin('https://epj.example'), false);
    const before = organisations.version;

    let told = next();
    await writeFile(file, JSON.stringify([organisation, neighbour]));
    assert.equal((await told).msg, 'organisations reloaded');
    assert.equal(organisations.allowsOrigin('https://epj.example'), true);
    assert.notEqual(organisations.version, before);

    told = next();
    await writeFile(file, JSON.stringify([{ ...organisation, acr: 'hemmelig' }]));
    const { level, wrong } = await told;
    assert.equal(level, 'error');
    assert.match(String(wrong), /^\/0\/acr: /);
    assert.ok(!JSON.stringify(wrong).includes('hemmelig'));
    assert.ok(organisations.find(neighbour.id));

    told = next();
    await writeFile(file, '[{"name": "0505149996');
    assert.deepEqual((await told).wrong, ['not JSON']);
    assert.ok(organisations.find(neighbour.id));
  } finally {
    organisations.close();
    await rm(home, { recursive: true });
  }
});

test('does not start without a file that it can read', () => {
  const { log } = listening();
  assert.throws(
    () => openOrganisations('/nowhere/organisations.json', 'demo', log),
    (error) => error instanceof OrganisationsInvalid && /ENOENT/.test(error.message),
  );
});

test('names each wrong place', () => {
  const [issuer] = organisation.issuers;
  const secret = 'x'.repeat(32);
  const privateKey = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 'd' };
  const cases: [object, RegExp][] = [
    [{ id: 'abc' }, /^\/0\/id: must be a CVR or SOR number$/],
    [{ origins: ['https://host.example/'] }, /^\/0\/origins\/0: must be an origin/],
    [{ origins: ['*'] }, /^\/0\/origins\/0: must be an origin/],
    [{ origins: ['null'] }, /^\/0\/origins\/0: must be an origin/],
    [{ audiences: ['everybody'] }, /^\/0\/audiences\/0: /],
    [{ sor: '12345' }, /^\/0\/sor: must be a SOR code$/],
    [{ audiences: ['general-practice'], sor: '451000016003' }, /^\/0\/sor: is for municipal organisations$/],
    [{ issuers: [] }, /^\/0\/issuers: /],
    [{ issuers: [{ iss: 'x' }] }, /^\/0\/issuers\/0: needs one of jwksUri and jwks$/],
    [{ issuers: [{ ...issuer, jwksUri: 'https://host.example/jwks' }] }, /^\/0\/issuers\/0: needs one of jwksUri and jwks$/],
    [{ issuers: [{ iss: 'x', jwks: { keys: [privateKey] } }] }, /^\/0\/issuers\/0\/jwks\/keys\/0: holds a private key$/],
    [{ issuers: [{ iss: 'x', jwks: { keys: [{ kty: 'oct', k: 'secret' }] } }] }, /^\/0\/issuers\/0\/jwks\/keys\/0\/kty: /],
    [{ units: [{ id: 'PPR Korsbæk', name: 'PPR', mailbox: 'somewhere' }] }, /^\/0\/units\/0\/mailbox: /],
    [{ units: [{ id: 'PPR', name: 'PPR', mailbox: 'gateway' }] }, /^\/0\/units\/0: with a box here it needs sor and gln/],
    [{ rateLimit: { perMinute: 0 } }, /^\/0\/rateLimit\/perMinute: /],
    ...['ftp://host.example/hook', 'https://user:word@host.example/hook', '/hook'].map((url): [object, RegExp] => [
      { units: [{ id: 'PPR', name: 'PPR', mailbox: 'none', webhook: { url, secret } }] },
      /^\/0\/units\/0\/webhook\/url: must be an http or https address without user and password$/,
    ]),
    [
      { units: [{ id: 'PPR', name: 'PPR', mailbox: 'none', webhook: { url: 'http://host/hook', secret: 'short' } }] },
      /^\/0\/units\/0\/webhook\/secret: /,
    ],
  ];
  for (const [change, expected] of cases) {
    const read = readOrganisations([{ ...organisation, ...change }], 'demo');
    assert.match('wrong' in read ? (read.wrong[0] ?? '') : 'accepted', expected);
  }
});

test('refuses an id that stands twice, and an issuer with two sets of keys', () => {
  const twice = readOrganisations([organisation, organisation], 'demo');
  assert.deepEqual('wrong' in twice && twice.wrong, ['/1/id: stands twice']);
  const otherKeys = { ...neighbour, issuers: [{ iss: organisation.issuers[0]?.iss, jwksUri: 'https://host.example/jwks' }] };
  const two = readOrganisations([organisation, otherKeys], 'demo');
  assert.deepEqual('wrong' in two && two.wrong, ['/1/issuers/0: the same iss stands elsewhere with other keys']);
  const shared = readOrganisations([organisation, { ...neighbour, issuers: organisation.issuers }], 'demo');
  assert.ok('organisations' in shared, 'one vendor may sign for several organisations');
});

test('takes plain http in a demo only', () => {
  const webhook = { url: 'http://localhost:9001/hook', secret: 'x'.repeat(32) };
  const plain = {
    ...organisation,
    origins: ['http://localhost:8000'],
    issuers: [{ iss: 'x', jwksUri: 'http://localhost:9000/jwks' }],
    units: [{ id: 'PPR', name: 'PPR', mailbox: 'none', webhook }],
  };
  assert.ok('organisations' in readOrganisations([plain], 'demo'));
  const read = readOrganisations([plain], 'production');
  assert.deepEqual('wrong' in read && read.wrong, [
    '/0/issuers/0/jwksUri: must be https in production',
    '/0/origins/0: must be https in production',
    '/0/units/0/webhook/url: must be https in production',
  ]);
});

test('keeps the SOR code of a municipality, and has none where the file has none', () => {
  const sorOf = (more: object) => {
    const read = readOrganisations([{ ...organisation, ...more }], 'production');
    return 'organisations' in read ? read.organisations[0]?.sor : read.wrong;
  };
  assert.equal(sorOf({ sor: '451000016003' }), '451000016003');
  assert.equal(sorOf({}), undefined);
});

test('asks for the banner where the agreement says nothing', () => {
  const { needBanner: _, ...silent } = organisation;
  const read = readOrganisations([silent], 'demo');
  assert.equal('organisations' in read && read.organisations[0]?.needBanner, true);
});
