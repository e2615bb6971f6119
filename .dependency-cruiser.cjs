const { globSync } = require('node:fs');

// Who may import whom. The table is the house's plan (docs/architecture.md): a row a room.
const rooms = {
  'contract': [],
  'medcom': [],
  'national': ['contract', 'medcom'],
  'gateway': ['contract', 'medcom', 'national'],
  'elements': ['contract'],
  'mocks': ['contract'],
  'overview': ['elements'],
  'stand-ins': ['medcom'],
};
const forTests = ['stand-ins', 'mocks'];
/** Test files of a room, or of any. */
const tests = (room = '[^/]+') => [
  String.raw`^packages/${room}/.*\.(test|spec)\.ts$`,
  `^packages/${room}/(browser-tests|package-tests|bench)/`,
  `^packages/${room}/src/.*testing[./]`,
];
const anyOf = (names) => `^packages/(${names.join('|')})/`;

/** Every folder of the elements that defines a tag; `<pt-context>` shows nothing, and all others ask it. */
const tags = globSync('packages/elements/src/*/define.ts', { cwd: __dirname })
  .map((path) => path.split(/[\\/]/).at(-2))
  .filter((folder) => folder !== 'context' && folder !== 'overview');

const table = Object.entries(rooms).flatMap(([room, allowed]) => [
  {
    name: `${room}-imports`,
    comment: `${room} may import ${allowed.join(', ') || 'no other room'}.`,
    severity: 'error',
    from: { path: `^packages/${room}/`, pathNot: tests(room) },
    to: { path: '^(packages|examples|stories|scripts)/', pathNot: anyOf([room, ...allowed]) },
  },
  {
    name: `${room}-tests-import`,
    comment: `Tests of ${room} may import ${[...allowed, ...forTests].join(', ')}.`,
    severity: 'error',
    from: { path: tests(room) },
    to: { path: '^(packages|examples|stories|scripts)/', pathNot: anyOf([room, ...allowed, ...forTests]) },
  },
]);

module.exports = {
  forbidden: [
    ...table,
    {
      name: 'stories-import',
      severity: 'error',
      from: { path: '^stories/' },
      to: { path: '^(packages|examples|scripts)/', pathNot: anyOf(['elements', 'mocks']) },
    },
    {
      name: 'a-tag-names-no-other',
      comment: 'Only <pt-overview> and the module that registers everything name other tags.',
      severity: 'error',
      from: { path: `^packages/elements/src/(${tags.join('|')})/`, pathNot: tests() },
      to: { path: `^packages/elements/src/(${tags.join('|')})/`, pathNot: '^packages/elements/src/$1/' },
    },
    {
      name: 'elements-read-without-schemas',
      comment: 'Values come from @paa-tvaers/contract/reader: the main entry would bring zod into the bundle.',
      severity: 'error',
      from: { path: '^packages/elements/src/', pathNot: tests() },
      to: { path: '^packages/contract/src/index', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'shipped-code-imports-no-test',
      severity: 'error',
      from: { path: '^packages/', pathNot: tests() },
      to: { path: tests() },
    },
    {
      name: 'no-circle',
      comment: 'Types may refer to each other; modules that run may not.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules|/dist/' },
    exclude: { path: '/dist/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['pt-source', 'types', 'node', 'import', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.d.ts'],
    },
  },
};
