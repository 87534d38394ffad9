const { resolve } = require('node:path');

// One transform for all TypeScript; packages that ship as ES modules only are brought to CommonJS by the same one.
const transform = {
  '^.+\\.(ts|mjs|js)$': [
    '@swc/jest',
    { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
  ],
};
const esModulesOnly = ['@marcbachmann/cel-js'].join('|');

/** @type {import('jest').Config} */
const common = {
  rootDir: resolve(__dirname),
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@palisade/source', 'node', 'require', 'default'] },
  transform,
  transformIgnorePatterns: [`/node_modules/(?!(${esModulesOnly})/)`],
  modulePathIgnorePatterns: ['/dist/', '/examples/'],
};

/** @type {import('jest').Config} */
module.exports = {
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/{rules,constructs,policies,infra,admission,rehearsal,cli}/**/*.test.ts'],
    },
    {
      ...common,
      displayName: 'engine',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testEnvironment: '<rootDir>/test/support/environment.cjs',
    },
  ],
};
