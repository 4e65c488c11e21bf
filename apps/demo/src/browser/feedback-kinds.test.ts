import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDemo, type Demo, hasModel, type Served, sample } from './demo.test-support.js';
import { answered, faults, hasBrowser, inBrowser, launch, open, overflow } from './page.test-support.js';

const query = '?q=how+to+get+rid+of+slugs&judged=q10&left=bm25&right=';

const title = inBrowser('what feedback did, of every kind,');

describe.skipIf(!hasBrowser || !hasModel)(hasModel ? title : `${title} (skipped: no embedded model)`, () => {
  let demo: Demo;
  let served: Served;
  let browser: Browser;

  beforeAll(async () => {
    demo = await buildDemo();
    const index = join(demo.folder, 'index');
    for (const parts of ['text,terms,vector', 'tokens', 'features'])
      await demo.reprise('index', '--input', sample, '--index', index, '--with', parts);
    served = await demo.serve('--index', index, '--collection', sample, '--port', '0');
    browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
    await served?.kill();
    demo?.remove();
  });

  /** Opens a pipeline on the right side and looks at what it says, wide and narrow. */
  const explained = async (pipeline: string, look: (page: Page) => Promise<void>): Promise<void> => {
    const { page, complaints } = await open(browser, served.url, query + encodeURIComponent(pipeline));
    await answered(page);
    await page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true');
    await look(page);
    expect(await faults(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 780 });
    expect(await overflow(page)).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  };

  it('draws how a vector moved among the documents, and says what the picture keeps', () =>
    explained('dense >> vectorAverage >> dense', async (page) => {
      const side = page.locator('#right .explanation');
      expect(await page.locator('#right .side-said').innerText()).toMatch(
        /vectorAverage read the first 3 results and moved the query towards them: it is now 0\.\d\d similar/,
      );
      await side.locator('svg[role=img] g.arrow path').waitFor();
      expect(await side.locator('svg g.dot > *').count()).toBeGreaterThan(6);
      expect(await side.innerText()).toMatch(/keeps \d+ % of their variance/);
    }));

  it('lists the pieces of words that were added, and where they were read', () =>
    explained('colbert >> colbertPrf >> colbert', async (page) => {
      const rows = page.locator('#right .tokens tbody tr');
      expect(await rows.count()).toBe(10);
      expect(await rows.first().locator('.passage').innerText()).not.toBe('');
      expect(await page.locator('#right .side-said').innerText()).toContain(
        'colbertPrf read the first 3 results',
      );
      expect(await page.locator('#right').innerText()).not.toMatch(/##|\[CLS\]|\[SEP\]/);
    }));

  it('shows the notes that were used and who made them, and where the vector went', () =>
    explained('dense >> promptPrf >> dense', async (page) => {
      const side = page.locator('#right .explanation');
      await side.locator('svg[role=img]').waitFor();
      expect(await side.locator('table').first().locator('tbody tr').count()).toBe(3);
      expect(await side.innerText()).toContain('Notes made of the documents beforehand');
      expect(await side.innerText()).toContain('The notes were made without a language model');
      expect(await page.locator('#right .side-said').innerText()).toMatch(
        /used 3 notes .* It moved the query/s,
      );
    }));

  it('shows the text that a query became', () =>
    explained('bm25 >> concatenate >> bm25', async (page) => {
      expect(await page.locator('#right .explanation').innerText()).toContain('The query’s new text');
    }));

  it('lets a fusion that feeds back be written by hand', () =>
    explained('fuse(rrf, bm25, dense) >> vectorRocchio >> dense', async (page) => {
      expect(await page.locator('#right').getByLabel('Search with').count()).toBe(0);
      await page.locator('#right .explanation svg[role=img]').waitFor();
      expect(await page.locator('#right .trace tbody').innerText()).toContain('↳');
    }));

  it('has a recipe for every kind, and each of them runs', async () => {
    const { page } = await open(browser, served.url, query);
    await answered(page);
    const recipe = page.locator('#right').getByLabel('Recipe');
    const pipelines = await recipe
      .locator('option')
      .evaluateAll((options) =>
        options.map((option) => (option as unknown as { readonly value: string }).value),
      );
    expect(pipelines.length).toBeGreaterThan(6);
    for (const pipeline of pipelines.filter((value) => value !== '')) {
      await recipe.selectOption(pipeline);
      await expect.poll(() => new URL(page.url()).searchParams.get('right')).toBe(pipeline);
      await answered(page, 'right');
      expect(await page.locator('#right [role=alert]').count()).toBe(0);
    }
    await page.close();
  });

  it('shows first results soon after a keystroke settles, with every recipe', async () => {
    const { page } = await open(browser, served.url, query);
    await answered(page);
    const recipe = page.locator('#right').getByLabel('Recipe');
    const pipelines = await recipe
      .locator('option')
      .evaluateAll((options) =>
        options.map((option) => (option as unknown as { readonly value: string }).value),
      );
    const told: string[] = [];
    for (const pipeline of pipelines.filter((value) => value !== '')) {
      await page.goto(`${served.url}${query}${encodeURIComponent(pipeline)}`);
      await answered(page);
      // Text that nobody asked yet: a server remembers queries that it encoded.
      const queries = typed.map((text) => `${text} ${told.length}`);
      const times = [];
      for (const text of queries) times.push(await shownAfter(page, text));
      const [first, ...sorted] = times.map(Math.round).sort((a, b) => a - b);
      expect(sorted).toHaveLength(queries.length - 1);
      const at = (share: number) => [first, ...sorted][Math.ceil(share * queries.length) - 1];
      told.push(`${pipeline}: least ${first}, p50 ${at(0.5)}, p95 ${at(0.95)}`);
    }
    console.log(`milliseconds from the end of the quiet to the shown results\n${told.join('\n')}`);
    await page.close();
  });
});

const typed = [
  'heart',
  'snoring',
  'slugs in beds',
  'fog',
  'what is inflation',
  'dry skin',
  'flat tyre',
  'bread',
];

/** Milliseconds from the end of the quiet after a query was typed until the right side shows its results. */
async function shownAfter(page: Page, text: string): Promise<number> {
  await page.evaluate(`
    void (globalThis.shown = new Promise((resolve) => {
      const hits = document.querySelector('#right .hits');
      let settled;
      addEventListener('input', () => { settled = performance.now() + 120; }, { once: true, capture: true });
      const observer = new MutationObserver(() => {
        if (settled === undefined || performance.now() < settled || hits.classList.contains('old')) return;
        observer.disconnect();
        resolve(performance.now() - settled);
      });
      observer.observe(document.querySelector('#right'), { subtree: true, childList: true, attributes: true });
    }));`);
  await page.getByLabel('What are you looking for?').fill(text);
  return (await page.evaluate('shown')) as number;
}
