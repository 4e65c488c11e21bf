import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

export const hasBrowser: boolean = existsSync(executablePath);

/** A title that says so where there is no browser. */
export const inBrowser = (title: string): string =>
  hasBrowser ? `${title} in headless Chromium` : `${title} (skipped: no ${executablePath})`;

export const launch = (): Promise<Browser> => chromium.launch({ executablePath, args: ['--no-sandbox'] });

/** A page that remembers what a browser complains about and whom it asks for anything. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors of scripts, refusals of the content security policy and whatever else the console shows as an error. */
  readonly complaints: readonly string[];
  /** Addresses that do not begin with the server's. */
  readonly foreign: readonly string[];
}

export async function open(
  browser: Browser,
  url: string,
  search = '',
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  const foreign: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) foreign.push(request.url());
  });
  await page.goto(`${url}${search}`);
  await page.getByLabel('Colours').waitFor();
  return { page, complaints, foreign };
}

export type SideName = 'left' | 'right';

export const hits = (page: Page, side: SideName): Locator => page.locator(`#${side} .hits > li`);

/** Documents shown on a side, best first. */
export const idsOf = (page: Page, side: SideName): Promise<readonly string[]> =>
  hits(page, side).evaluateAll((all) =>
    all.map((hit) => (hit as unknown as { readonly dataset: { readonly hit: string } }).dataset.hit),
  );

/** Waits until a side has answered what was asked last. */
export async function answered(page: Page, ...sides: readonly SideName[]): Promise<void> {
  for (const side of sides.length === 0 ? (['left', 'right'] as const) : sides)
    await page.locator(`#${side} .hits:not(.old) > li`).first().waitFor();
}

/** Types into the query box, key by key, and waits for both sides. */
export async function ask(page: Page, query: string): Promise<void> {
  const box = page.getByLabel('What are you looking for?');
  await box.fill('');
  await box.pressSequentially(query);
  await page.waitForResponse((response) => response.url().endsWith('/api/search'));
  await answered(page);
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Faults that axe calls serious or critical, each with where it is. */
export async function faults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
    );
}

/** How far the page goes beyond the right edge of the window, in pixels. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - innerWidth');
