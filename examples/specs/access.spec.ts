import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import type { AxeResults } from 'axe-core';
import type { Page } from '@playwright/test';
import { expect, type Host, test } from './demo.ts';

// A CSS pixel at 400 % zoom of 1280 × 1024 (WCAG 1.4.10).
const zoomed = { width: 320, height: 256 };
const wide = { width: 1280, height: 900 };

async function violations(page: Page) {
  // Evaluated from outside: the pages let no foreign script in.
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const results: AxeResults = await page.evaluate(() => (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
  return results.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join('; ')}`,
  );
}

const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

async function waitForAll(host: Host) {
  for (const widget of await host.page.locator('pt-case-overview, pt-contacts, pt-appointments, pt-school-info').all())
    await expect(widget).toContainText(/entet kl\.\s\d\d\.\d\d/);
}

const places = { 'gp-webview': 'lars', 'sapa-inline': 'birgit', 'dubu-inline': 'birgit', 'epj-button': 'ida' };
for (const [at, employee] of Object.entries(places)) {
  for (const [name, size] of Object.entries({ wide, zoomed })) {
    test(`${at}, ${name}: no axe violation and no sideways scrolling, with a child, without, and with a source down`, async ({
      signIn,
      demo,
      page,
    }) => {
      // axe reads every widget in every shadow root, three times.
      test.setTimeout(180_000);
      await page.setViewportSize(size);
      const host = await signIn(employee, at);
      await expect(host.cases).toContainText('Intet barn er valgt.');
      expect(await violations(page)).toEqual([]);
      await host.choose('Åge-Sørine');
      await waitForAll(host);
      expect(await violations(page)).toEqual([]);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      await demo.turn('cases', 'down');
      await host.choose('Sara Skærm Prøvesen');
      await expect(host.cases).toContainText('svarer ikke lige nu');
      expect(await violations(page)).toEqual([]);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
    });
  }
}

for (const [name, size] of Object.entries({ wide, zoomed })) {
  test(`the start page, ${name}: no axe violation, no sideways scrolling, and its switches work`, async ({ demo, page }) => {
    await page.setViewportSize(size);
    await page.goto(demo.url);
    await expect(page.getByText('ØVELSE – ingen rigtige børn')).toBeVisible();
    await expect(page.getByText('Josefine Testperson, 12 år')).toBeVisible();
    await page.getByLabel('Sags- og Dokumentindekset').selectOption('down');
    await expect(page.getByRole('status')).toContainText('Er slukket');
    expect((await demo.state()).switches.find(({ id }) => id === 'cases')?.value).toBe('down');
    await page.getByRole('button', { name: 'Sæt alt til normalt' }).click();
    await expect(page.getByRole('status')).toHaveText('Alt er normalt igen.');
    expect((await demo.state()).switches.map(({ value }) => value)).toEqual(Array(10).fill('none'));
    expect(await violations(page)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  });
}

test('with the keyboard alone: from the start page to a number, the reasons, and out again', async ({ demo, page }) => {
  await demo.normal();
  await page.goto(demo.url);
  /** Tabs until the focused control has this name; shadow roots are looked through. */
  const tabTo = async (name: RegExp) => {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => {
        let element = document.activeElement;
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
      });
      if (name.test(focused.trim())) return;
    }
    throw new Error(`the keyboard did not reach ${name}`);
  };

  await tabTo(/^Lars Øvegaard/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Vælg en patient' })).toBeVisible();
  await expect(page.getByRole('button', { name: /Josefine/ })).toBeVisible();
  await tabTo(/^Josefine Testperson/);
  await page.keyboard.press('Enter');
  await expect(page.locator('pt-case-overview')).toContainText('Birgit Øvelsesen');
  await tabTo(/12 34 56 21/);
  const outline = await page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element && getComputedStyle(element).outlineStyle;
  });
  expect(outline).toBe('solid');
  await tabTo(/^Hvorfor må jeg se det/);
  await page.keyboard.press('Enter');
  await expect(page.locator('pt-case-overview')).toContainText('Videregives efter');
  await tabTo(/^Luk barnet/);
  await page.keyboard.press('Enter');
  await expect(page.locator('pt-case-overview')).toContainText('Barnet er lukket.');
});
