import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as BrowserPage from './testing/browser-page.js';
import { goldenFlatIsThere, readGoldenFlat } from './testing/golden-flat.js';
import { twins } from './testing/twins.js';

const executablePath = '/usr/bin/chromium';
const available = existsSync(executablePath);
const title = 'the kernels in a page of headless Chromium';
const casesEach = 200;
const goldenTitle = 'find what faiss finds';

describe.skipIf(!available)(available ? title : `${title} (skipped: no ${executablePath})`, () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const entry = fileURLToPath(new URL('testing/browser-page.ts', import.meta.url));
    const options = { bundle: true, format: 'iife', globalName: 'kernelsPage', write: false } as const;
    const { outputFiles } = await build({ ...options, entryPoints: [entry], target: 'es2022' });
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    page = await browser.newPage();
    await page.setContent('<!doctype html><title>kernels</title>');
    await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
  });

  afterAll(() => browser?.close());

  it(`are WebAssembly and equal their plain twins bit for bit in ${casesEach} random cases of each`, async () => {
    const compared = await page.evaluate((count) => {
      const { kernelsPage } = globalThis as unknown as { kernelsPage: typeof BrowserPage };
      return kernelsPage.compareTwins(count);
    }, casesEach);
    expect(compared).toEqual({ implementation: 'wasm', differences: [] });
    expect(casesEach * Object.keys(twins).length).toBeGreaterThanOrEqual(1000);
  });

  it.skipIf(!goldenFlatIsThere)(
    goldenFlatIsThere ? goldenTitle : `${goldenTitle} (skipped: no shared collections)`,
    async () => {
      const { vectors, queries, ip, l2 } = readGoldenFlat();
      const found = await page.evaluate(
        (flat) => {
          const { kernelsPage } = globalThis as unknown as { kernelsPage: typeof BrowserPage };
          return kernelsPage.search(flat);
        },
        { vectors, queries },
      );
      expect(found).toEqual({ ip: ip.ids, l2: l2.ids });
    },
  );
});
