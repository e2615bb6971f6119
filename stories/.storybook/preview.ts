import '@paa-tvaers/elements/all.js';
import '@paa-tvaers/elements/themes.css';
import { setCustomElementsManifest, type Preview } from '@storybook/web-components-vite';
import manifest from '@paa-tvaers/elements/custom-elements.json';
import { startMocks } from '../mocks.ts';

setCustomElementsManifest(manifest);

export default {
  loaders: [startMocks],
  globalTypes: {
    theme: {
      description: 'Tema',
      toolbar: {
        title: 'Tema',
        items: [
          { value: '', title: 'Neutralt' },
          { value: 'dkfds', title: 'Som det danske designsystem' },
          { value: 'dark', title: 'Mørkt' },
          { value: 'high-contrast', title: 'Høj kontrast' },
        ],
      },
    },
    density: {
      description: 'Tæthed',
      toolbar: {
        title: 'Tæthed',
        items: [
          { value: '', title: 'Rummelig' },
          { value: 'compact', title: 'Tæt' },
        ],
      },
    },
    locale: {
      description: 'Sprog',
      toolbar: {
        title: 'Sprog',
        items: [
          { value: 'da', title: 'Dansk' },
          { value: 'en', title: 'English' },
        ],
      },
    },
  },
  initialGlobals: { theme: '', density: '', locale: 'da' },
  parameters: {
    a11y: { test: 'error' },
    options: { storySort: { method: 'configure' } },
  },
} satisfies Preview;
