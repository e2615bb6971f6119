import type { StorybookConfig } from '@storybook/web-components-vite';

// Built JavaScript and recorded answers: what a designer sees here is what a vendor embeds.
export default {
  framework: '@storybook/web-components-vite',
  stories: ['../*.stories.ts'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y'],
  // The service worker that answers in the gateway's place.
  staticDirs: [{ from: '../../node_modules/msw/lib/mockServiceWorker.js', to: '/mockServiceWorker.js' }],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  // One Lit a page: the elements' own.
  viteFinal: (config) => ({ ...config, resolve: { ...config.resolve, dedupe: ['lit'] } }),
} satisfies StorybookConfig;
