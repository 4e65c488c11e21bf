/**
 * The rooms of the house: which package may import which. A room that is not listed may import nothing
 * of ours. Tests may import anything.
 */
const rooms = {
  spec: [],
  core: ['spec'],
  storage: ['spec'],
  text: ['spec'],
  kernels: [],
  sparse: ['spec', 'kernels', 'storage', 'text'],
  dense: ['spec', 'kernels', 'storage'],
  multivector: ['spec', 'kernels', 'storage'],
  encoders: ['spec', 'kernels'],
  'prf-vector': ['spec', 'kernels'],
  'prf-colbert': ['spec', 'kernels'],
  'prf-text': ['spec'],
  'prf-prompt': ['spec', 'llm', 'storage'],
  llm: ['spec'],
  'wink-bm25': ['spec', 'text'],
  'prf-rocchio': ['spec'],
  fusion: ['spec'],
  eval: ['spec', 'core'],
  datasets: ['spec'],
  testkit: ['spec', 'core'],
};

const tests = '(\\.|/)(test|test-d|test-support)\\.ts$|/testing/';

const roomRules = Object.entries(rooms).map(([room, allowed]) => ({
  name: `room-${room}`,
  comment: `packages/${room} may import ${allowed.join(', ') || 'no other package'}`,
  severity: 'error',
  from: { path: `^packages/${room}/src`, pathNot: tests },
  to: { path: '^(packages|apps)/', pathNot: `^packages/(${[room, ...allowed].join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...roomRules,
    {
      name: 'unknown-room',
      comment: 'every package has a line in the table of rooms',
      severity: 'error',
      from: { path: '^packages/[^/]+/src', pathNot: `^packages/(${Object.keys(rooms).join('|')})/` },
      to: {},
    },
    {
      name: 'no-cycles',
      comment: 'a module that needs itself to be understood cannot be read from the top',
      severity: 'error',
      from: { path: '^(packages|apps)/[^/]+/src' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'declared',
      comment: 'what a package imports stands in its own package.json',
      severity: 'error',
      // What a page imports is in its bundle: nobody installs it.
      from: { path: '^(packages|apps)/[^/]+/src', pathNot: [tests, '^apps/demo/src/page/'] },
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev', 'unknown', 'undetermined'],
        // An optional peer is declared, though by another name.
        dependencyTypesNot: ['npm-peer'],
      },
    },
    {
      name: 'no-tests-in-product',
      severity: 'error',
      from: { path: '^(packages|apps)/[^/]+/src', pathNot: tests },
      to: { path: tests },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage|node_modules/(?!@reprise))/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node'] },
  },
};
