import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeCertificates } from '../certificates.ts';
import { type StandIns, startStandIns } from '../start.ts';
import { askToken, tokenForm } from '../testing/requests.ts';

let standIns: StandIns;
before(async () => {
  standIns = await startStandIns({ today: '2026-06-15' });
});
after(() => standIns.close());

test('gives a bearer token for a municipality that it has an agreement with', async () => {
  const said = await askToken(standIns, tokenForm('11111111'));
  assert.equal(said.status, 200);
  const { access_token, ...rest } = JSON.parse(said.text) as Record<string, unknown>;
  assert.match(String(access_token), /^[\w-]+\.[\w-]+\.[\w-]+$/);
  assert.deepEqual(rest, { token_type: 'Bearer', expires_in: 3600 });
});

test('refuses wrong forms as OAuth says', async () => {
  const service = 'http://stoettesystemerne.dk/service/organisation/3';
  const wrong: readonly (readonly [Readonly<Record<string, string>>, number, string])[] = [
    [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
    [{ client_id: 'http://stoettesystemerne.dk/service/organisation/2' }, 401, 'invalid_client'],
    [{ scope: `entityid:${service}` }, 400, 'invalid_scope'],
    [{ scope: `entityid:${service},anvenderkontekst:33333333` }, 400, 'invalid_scope'],
    [{ scope: 'entityid:http://stoettesystemerne.dk/service/klassifikation/3,anvenderkontekst:11111111' }, 400, 'invalid_scope'],
  ];
  for (const [over, status, error] of wrong) {
    const said = await askToken(standIns, tokenForm('11111111', over));
    assert.equal(said.status, status);
    assert.equal((JSON.parse(said.text) as { error: string }).error, error);
  }
  assert.equal((await askToken(standIns, '')).status, 400);
  assert.equal((await askToken(standIns, tokenForm('11111111'), { headers: { 'Content-Type': 'application/json' } })).status, 400);
});

test('speaks TLS 1.2 to clients with a certificate of its authority, and to nobody else', async () => {
  const stranger = await makeCertificates();
  const form = tokenForm('11111111');
  assert.equal((await askToken(standIns, form, { maxVersion: 'TLSv1.2' })).status, 200);
  await assert.rejects(askToken(standIns, form, { minVersion: 'TLSv1.3' }));
  await assert.rejects(askToken(standIns, form, { cert: undefined, key: undefined }));
  await assert.rejects(askToken(standIns, form, { cert: stranger.clientCertificate, key: stranger.clientKey }));
  await assert.rejects(askToken(standIns, form, { ca: stranger.ca }), 'the client does not trust another authority');
});
