import { defineConfig } from '@playwright/test';
import { chromium, chromiumArguments } from './scripts/browsers.mjs';

export default defineConfig({
  testDir: '.',
  testMatch: ['examples/**/*.spec.ts', 'packages/elements/browser-tests/**/*.spec.ts', 'stories/*.spec.ts'],
  outputDir: 'test-results',
  forbidOnly: true,
  // A test that passes at the second try has not passed.
  retries: 0,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['./scripts/reporters/playwright.mjs']],
  use: {
    locale: 'da-DK',
    timezoneId: 'Europe/Copenhagen',
    launchOptions: { executablePath: chromium, args: chromiumArguments },
    trace: 'off',
  },
});
