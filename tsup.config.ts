import { copyFileSync, existsSync } from 'node:fs';
import { defineConfig } from 'tsup';

/** The one build preset. A package runs `tsup --config ../../tsup.config.ts` and has no config of its own. */
export default defineConfig({
  entry: ['src/index.ts', 'src/bin.ts'].filter((file) => existsSync(file)),
  format: 'esm',
  target: 'node20',
  platform: 'neutral',
  external: [/^node:/],
  dts: { entry: 'src/index.ts' },
  tsconfig: '../../tsconfig.base.json',
  sourcemap: true,
  clean: true,
  silent: true,
  onSuccess: async () => copyFileSync('../../LICENSE', 'LICENSE'),
});
