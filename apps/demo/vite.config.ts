import { defineConfig } from 'vite';

/** Builds the page into `dist/page`, from where the server reads it: `index.html` and hashed files beside it. */
export default defineConfig({
  root: 'src/page',
  base: './',
  logLevel: 'warn',
  build: { outDir: '../../dist/page', emptyOutDir: true, target: 'es2022' },
});
