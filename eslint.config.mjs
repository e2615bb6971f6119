import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';
import typescript from 'typescript-eslint';

const elements = ['packages/elements/src/**/*.ts', 'stories/**/*.ts'];
const tests = ['**/*.test.ts', '**/*.spec.ts'];

/** What would touch the host, or what its CSP refuses: MAP's rule 6, as far as a linter sees it. */
const hands = {
  // One error that says how to mend wrong use; nothing else.
  'no-console': ['error', { allow: ['error'] }],
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-new-func': 'error',
  'no-restricted-globals': ['error', 'localStorage', 'sessionStorage', 'indexedDB', 'caches'],
  'no-restricted-properties': [
    'error',
    { object: 'document', property: 'cookie' },
    { object: 'document', property: 'adoptedStyleSheets', message: 'Styles live in the shadow root.' },
    { object: 'z', property: 'config', message: 'It is shared with every other zod on the page.' },
    { property: 'innerHTML' },
    { property: 'outerHTML' },
    { property: 'insertAdjacentHTML' },
  ],
  'no-restricted-syntax': [
    'error',
    {
      selector: "TaggedTemplateExpression[tag.name='html'] TemplateElement[value.raw=/\\sstyle=/]",
      message: 'A style attribute is refused by the CSP of a host.',
    },
    {
      selector: "TaggedTemplateExpression[tag.name='css'] TemplateElement[value.raw=/[0-9]rem\\b/]",
      message: 'rem is the host’s: size in em or px.',
    },
  ],
};

export default [
  { ignores: ['**/dist/**', '**/node_modules/**', 'reports/**', '.stryker-tmp/**', 'test-results/**'] },
  ...typescript.configs.recommended.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
    },
  },
  {
    files: ['packages/{contract,elements}/src/**/*.ts'],
    ignores: tests,
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'zod', message: 'zod/mini: classic probes with new Function and is five times the size.' }] },
      ],
    },
  },
  { files: ['packages/{gateway,national}/src/**/*.ts'], ignores: tests, rules: { 'no-console': 'error' } },
  { ...lit.configs['flat/recommended'], files: elements },
  { ...wc.configs['flat/best-practice'], files: elements },
  { files: elements, plugins: { 'lit-a11y': litA11y }, rules: litA11y.configs.recommended.rules },
  { files: ['packages/elements/src/**/*.ts'], ignores: tests, rules: hands },
];
