import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));
const hasTypeTests = readdirSync('src', { recursive: true }).some((file) =>
  String(file).endsWith('.test-d.ts'),
);

/**
 * The one test preset, run from inside a package. Packages are tested from their sources: nothing has to
 * be built first. Type tests (`*.test-d.ts`) run wherever a package has some.
 */
export default defineConfig({
  resolve: {
    alias: [
      { find: /^@reprise\/demo$/, replacement: `${root}apps/demo/src/index.ts` },
      { find: /^@reprise\/([a-z0-9-]+)$/, replacement: `${root}packages/$1/src/index.ts` },
    ],
  },
  test: {
    root: process.cwd(),
    include: ['src/**/*.test.ts'],
    typecheck: {
      enabled: hasTypeTests,
      include: ['src/**/*.test-d.ts'],
      tsconfig: `${root}tsconfig.json`,
      ignoreSourceErrors: true,
    },
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: ['default', 'json'],
    outputFile: { json: '.test-results/results.json' },
  },
});
