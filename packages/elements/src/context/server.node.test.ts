import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nothing } from 'lit';

test('everything can be imported on a server, registers nothing and renders nothing there', async () => {
  const { PtContext, PtCaseOverview, PtContacts } = await import('../index.ts');
  await import('../define.ts');
  for (const Element of [PtContext, PtCaseOverview, PtContacts]) {
    const element = new Element() as unknown as { render(): unknown };
    assert.equal(element.render(), nothing);
  }
  assert.equal(globalThis.customElements?.get('pt-context'), undefined);
});
