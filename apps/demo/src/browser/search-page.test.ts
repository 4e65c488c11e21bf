import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildDemo, type Demo, type Served, sample } from './demo.test-support.js';
import {
  answered,
  ask,
  faults,
  hasBrowser,
  hits,
  idsOf,
  inBrowser,
  launch,
  open,
  overflow,
  type SideName,
  type WatchedPage,
} from './page.test-support.js';

const slugs = 'how to get rid of slugs';
const judged = '?q=how+to+get+rid+of+slugs&judged=q10';

describe.skipIf(!hasBrowser)(inBrowser('the page on the sample collection'), () => {
  let demo: Demo;
  let served: Served;
  let browser: Browser;
  const opened: WatchedPage[] = [];

  beforeAll(async () => {
    demo = await buildDemo();
    const index = join(demo.folder, 'index');
    await demo.reprise('index', '--input', sample, '--index', index);
    served = await demo.serve('--index', index, '--collection', sample, '--port', '0');
    browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
    await served?.kill();
    demo?.remove();
  });

  const visit = async (search = '', options: Parameters<typeof open>[3] = {}): Promise<Page> => {
    const watched = await open(browser, served.url, search, options);
    opened.push(watched);
    return watched.page;
  };

  afterEach(async () => {
    for (const { page, complaints, foreign } of opened.splice(0)) {
      await page.close();
      expect({ complaints, foreign }).toEqual({ complaints: [], foreign: [] });
    }
  });

  const pipelineText = (page: Page, side: SideName) => page.locator(`input[name=${side}-pipeline]`);
  const explain = (page: Page, side: SideName) =>
    page.locator(`#${side} summary`, { hasText: 'As text, and what the words mean' }).click();
  const said = (page: Page, side: SideName) => page.locator(`#${side} .side-said`);

  it('explains itself before anything is asked', async () => {
    const page = await visit();
    await page.getByText('Two searches answer every query side by side').waitFor();
    expect(await hits(page, 'right').count()).toBe(0);
  });

  it('answers on both sides while one types, and says what feedback did', async () => {
    const page = await visit();
    await ask(page, slugs);
    expect([await hits(page, 'left').count(), await hits(page, 'right').count()]).toEqual([10, 10]);
    expect(await said(page, 'left').innerText()).toContain('Searched once, without feedback');
    expect(await said(page, 'right').innerText()).toMatch(
      /rm3 read the first 10 results and added \d+ words: .* Your own words keep \d+ % of the weight/,
    );
    expect(await page.locator('#right mark.query').count()).toBeGreaterThan(0);
    expect(await page.locator('#right .snippet mark.added').count()).toBeGreaterThan(0);
    expect(new URL(page.url()).searchParams.get('q')).toBe(slugs);
  });

  it('joins by a line every document that both lists show, and says its ranks', async () => {
    const page = await visit(judged);
    await answered(page);
    const [left, right] = [await idsOf(page, 'left'), await idsOf(page, 'right')];
    const both = left.filter((id) => right.includes(id));
    await expect.poll(() => page.locator('.rank-lines path').count()).toBe(both.length);
    const moved = both.find((id) => left.indexOf(id) !== right.indexOf(id)) as string;
    const ranks = `${left.indexOf(moved) + 1} → ${right.indexOf(moved) + 1}`;
    expect(await page.locator(`#right [data-hit="${moved}"] .movement`).innerText()).toContain(ranks);
  });

  it('draws the words of the query before and after', async () => {
    const page = await visit(judged);
    await page.locator('#right .explanation svg[role=img]').waitFor();
    const bars = await page.locator('#right .explanation svg g.bar rect').count();
    expect(bars).toBeGreaterThan(10);
    await page.locator('#right summary', { hasText: 'steps took' }).click();
    expect(await page.locator('#right .trace tbody tr').count()).toBe(3);
  });

  it('drops an answer that comes after a newer one', async () => {
    const page = await visit();
    let held = 2;
    await page.route('**/api/search', async (route) => {
      if (held-- > 0) await new Promise((resolve) => setTimeout(resolve, 900));
      await route.continue().catch(() => undefined);
    });
    const box = page.getByLabel('What are you looking for?');
    const first = page.waitForRequest('**/api/search');
    await box.fill('signs of a heart attack');
    await first;
    await box.fill(slugs);
    await answered(page);
    const shown = await idsOf(page, 'right');
    await page.waitForTimeout(1200);
    expect(await idsOf(page, 'right')).toEqual(shown);
    expect(shown).not.toContain('heart-001');
  });

  it('is built by parts and by text, which are one', async () => {
    const page = await visit(judged);
    await answered(page);
    await explain(page, 'right');
    await page.locator('#right').getByLabel('Learn with').selectOption('bo1');
    await expect.poll(() => pipelineText(page, 'right').inputValue()).toBe('bm25 >> bo1 >> bm25');
    await page.locator('#right').getByLabel('from the first').fill('5');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => pipelineText(page, 'right').inputValue())
      .toBe('bm25 >> bo1(documents=5) >> bm25');
    await pipelineText(page, 'right').fill('fuse(rrf, bm25, dph)');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('#right').getByLabel('Merge with').inputValue()).toBe('dph');
    await answered(page);
    expect(new URL(page.url()).searchParams.get('right')).toBe('fuse(rrf, bm25, dph)');
    await page.goBack();
    await expect.poll(() => page.locator('#right').getByLabel('Learn with').inputValue()).toBe('bo1');
  });

  it('points at the character at which a pipeline goes wrong, and keeps the last answer', async () => {
    const page = await visit(judged);
    await answered(page);
    await explain(page, 'right');
    await pipelineText(page, 'right').fill('bm25 >> rm4 >> bm25');
    await pipelineText(page, 'right').press('Enter');
    await page.locator('#right [role=alert]').waitFor();
    expect(await page.locator('#right .pointed').innerText()).toBe('bm25 >> rm4 >> bm25');
    expect(await page.locator('#right mark.wrong').innerText()).toBe('rm4');
    expect(await hits(page, 'right').count()).toBe(10);
    expect(await page.locator('#right .hits.old').count()).toBe(1);
    for (const watched of opened) clearRefusals(watched);
  });

  it('learns from thumbs in rounds that can be undone and done again', async () => {
    const page = await visit('?q=how+to+get+rid+of+slugs&right=bm25+>>+rocchio+>>+bm25');
    await answered(page);
    const before = await idsOf(page, 'right');
    const [first, second] = [hits(page, 'right').nth(2), hits(page, 'left').nth(7)];
    await first.getByLabel(/^Good result/).click();
    await second.getByLabel(/^Bad result/).click();
    expect(await page.locator('.chips li').count()).toBe(2);
    await page.getByRole('button', { name: 'Learn from these' }).click();
    await said(page, 'right')
      .getByText(/learnt from 1 result that you approved/)
      .waitFor();
    const after = await idsOf(page, 'right');
    expect(after).not.toEqual(before);
    expect(new URL(page.url()).searchParams.getAll('given')).toHaveLength(2);

    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => idsOf(page, 'right')).toEqual(before);
    expect(await page.locator('.chips li').count()).toBe(0);
    await page.getByRole('button', { name: 'Redo' }).click();
    await expect.poll(() => idsOf(page, 'right')).toEqual(after);
    await page.goBack();
    await expect.poll(() => idsOf(page, 'right')).toEqual(before);
    await page.getByRole('button', { name: 'Redo' }).click();
    await page.getByRole('button', { name: 'Forget all' }).click();
    await expect.poll(() => idsOf(page, 'right')).toEqual(before);
  });

  it('simulates a user from the judgements of a judged query', async () => {
    const page = await visit();
    await page.getByLabel('or take one whose right answers are known').selectOption('q10');
    await answered(page);
    expect(await page.locator('#right .grade.good').count()).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Simulate a user' }).click();
    await page.getByText(/Round 1: learnt from \d+ marks/).waitFor();
    await said(page, 'right')
      .getByText(/learnt from \d+ results? that you approved/)
      .waitFor();
    expect(await page.locator('#right .measures').innerText()).toContain('nDCG@10');
  });

  it('offers feedback to a side that has none', async () => {
    const page = await visit(judged);
    await answered(page);
    await page.getByRole('button', { name: 'Add feedback (rm3)' }).click();
    await said(page, 'left')
      .getByText(/rm3 read the first 10 results/)
      .waitFor();
    expect(await said(page, 'right').innerText()).toContain('are those of the left side, in the same order');
  });

  it('opens a document to be read, and lets program and command be copied', async () => {
    const page = await visit(judged, { permissions: ['clipboard-read', 'clipboard-write'] });
    await answered(page);
    await hits(page, 'right').first().locator('.title').click();
    await page.locator('dialog .long-text').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('dialog').count()).toBe(0);
    await page.locator('#right summary', { hasText: 'Run this without the page' }).click();
    await page.locator('#right').getByRole('button', { name: 'Copy the command' }).click();
    await page.locator('#right').getByText('Copied').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toContain('bm25 >> rm3 >> bm25');
  });

  it('evaluates both sides on all judged queries, and leads into one and back', async () => {
    const page = await visit();
    await page.getByRole('button', { name: 'Evaluation' }).click();
    await page.locator('.verdict').waitFor();
    const verdict = await page.locator('.verdict').innerText();
    expect(verdict).toMatch(
      /Mean nDCG@10: left 0\.\d+, right 0\.\d+\..*better for \d+, worse for \d+, equal for \d+\./,
    );
    expect(await page.locator('.queries tbody tr').count()).toBe(40);
    await expect.poll(() => page.locator('.charts svg g.bar rect').count()).toBe(40);
    await page.locator('.evaluation .actions select').selectOption('AP');
    await page.getByText('Mean AP').waitFor();
    const address = page.url();

    const first = page.locator('.queries tbody button').first();
    const query = await first.innerText();
    await first.click();
    await answered(page);
    expect(await page.getByLabel('What are you looking for?').inputValue()).toBe(query);
    expect(await page.locator('.grade').count()).toBeGreaterThan(0);
    await page.goBack();
    await page.getByText('Mean AP').waitFor();
    expect(page.url()).toBe(address);
    await page.locator('.charts svg g.bar rect').first().click();
    await answered(page);
  });

  it('shows the same to whoever opens the address', async () => {
    const page = await visit(judged);
    await answered(page);
    await page.locator('#left').getByLabel('Search with').selectOption('dph');
    await hits(page, 'right')
      .nth(1)
      .getByLabel(/^Good result/)
      .click();
    await page.getByRole('button', { name: 'Learn from this' }).click();
    await page.getByText('Round 1').waitFor();
    await answered(page);
    const shown = [await idsOf(page, 'left'), await idsOf(page, 'right')];
    const other = await visit(new URL(page.url()).search);
    await answered(other);
    expect([await idsOf(other, 'left'), await idsOf(other, 'right')]).toEqual(shown);
    expect(await other.locator('.chips li').count()).toBe(1);
    expect(await other.getByLabel('or take one whose right answers are known').inputValue()).toBe('q10');
  });

  it('can be used by keyboard alone', async () => {
    const page = await visit();
    await page.keyboard.press('/');
    await page.keyboard.type(slugs);
    await page.keyboard.press('Enter');
    await answered(page);
    const focused = () =>
      page.evaluate('[document.activeElement.dataset.side, document.activeElement.dataset.hit]');
    await page.keyboard.press('ArrowDown');
    const right = await idsOf(page, 'right');
    expect(await focused()).toEqual(['right', right[0]]);
    for (const key of ['j', 'ArrowDown', 'k']) await page.keyboard.press(key);
    expect(await focused()).toEqual(['right', right[1]]);
    await page.keyboard.press('u');
    await page.keyboard.press('h');
    await expect.poll(focused).toEqual(['left', (await idsOf(page, 'left'))[1]]);
    await page.keyboard.press('j');
    await page.keyboard.press('d');
    expect(await page.locator('.chips li').count()).toBe(2);
    await page.keyboard.press('f');
    await page.getByText('Round 1: learnt from 2 marks').waitFor();
    await page.keyboard.press('z');
    await expect.poll(() => page.locator('.chips li').count()).toBe(0);
    await page.keyboard.press('Enter');
    await page.locator('dialog .long-text').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('heading', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('dialog').count()).toBe(0);
  });

  it('leads past its head to the content by the first stop of the tab key', async () => {
    const page = await visit(judged);
    await answered(page);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
  });

  it('fits a window of 360 pixels, one side at a time', async () => {
    const page = await visit(judged, { viewport: { width: 360, height: 780 } });
    await answered(page, 'right');
    await page.locator('#right .explanation svg[role=img]').waitFor();
    expect(await page.locator('#left').isVisible()).toBe(false);
    expect(await overflow(page)).toBe(0);
    await page.locator('.side-switch').getByText('Left').click();
    expect([await page.locator('#left').isVisible(), await page.locator('#right').isVisible()]).toEqual([
      true,
      false,
    ]);
    expect(await overflow(page)).toBe(0);
    await page.getByRole('button', { name: 'Evaluation' }).click();
    await page.locator('.charts svg').first().waitFor();
    expect(await overflow(page)).toBe(0);
  });

  it.each(['light', 'dark'] as const)('has no serious fault that axe finds, %s', async (colorScheme) => {
    const page = await visit('', { colorScheme });
    const found = [...(await faults(page))];
    await ask(page, slugs);
    await hits(page, 'right')
      .first()
      .getByLabel(/^Good result/)
      .click();
    await hits(page, 'right')
      .nth(1)
      .getByLabel(/^Bad result/)
      .click();
    await page.locator('#right .explanation svg[role=img]').waitFor();
    await page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true');
    found.push(...(await faults(page)));
    await hits(page, 'right').first().locator('.title').click();
    await page.locator('dialog .long-text').waitFor();
    found.push(...(await faults(page)));
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Evaluation' }).click();
    await page.locator('.charts svg').first().waitFor();
    found.push(...(await faults(page)));
    expect(found).toEqual([]);
  });

  it('keeps the colours that one chose', async () => {
    const page = await visit();
    await page.getByLabel('Colours').selectOption('dark');
    await page.reload();
    expect(await page.getByLabel('Colours').inputValue()).toBe('dark');
    expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('dark');
  });

  it('waits and asks again where the server is busy, and says so', async () => {
    const page = await visit();
    let busy = 2;
    await page.route('**/api/search', (route) =>
      busy-- > 0
        ? route.fulfill({
            status: 503,
            headers: { 'retry-after': '1' },
            json: { error: { code: 'BUSY', message: '8 searches are under way: ask again in a second' } },
          })
        : route.continue(),
    );
    await page.getByLabel('What are you looking for?').fill(slugs);
    await page.locator('#right').getByText('The server is busy: asking again').waitFor();
    await answered(page);
    expect(await page.getByText('The server is busy').count()).toBe(0);
    expect(await page.locator('[role=alert]').count()).toBe(0);
    for (const watched of opened) clearRefusals(watched);
  });

  it('stops an evaluation when asked, and goes on from there', async () => {
    const page = await visit();
    let held = true;
    await page.route('**/api/evaluate', (route) =>
      held ? route.fulfill({ status: 202, json: { underWay: { done: 16, total: 80 } } }) : route.continue(),
    );
    await page.getByRole('button', { name: 'Evaluation' }).click();
    await page.getByText('16 of 80 searches').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect.poll(() => page.locator('progress').count()).toBe(0);
    const asked = page.waitForRequest('**/api/evaluate', { timeout: 500 }).catch(() => undefined);
    expect(await asked).toBeUndefined();
    expect(await page.locator('.verdict').count()).toBe(0);
    held = false;
    await page.getByRole('button', { name: 'Evaluate', exact: true }).click();
    await page.locator('.verdict').waitFor();
  });
});

/** The browser's console tells of every refused request; where a test provokes one, that is no complaint. */
function clearRefusals({ complaints }: WatchedPage): void {
  const others = complaints.filter((text) => !/the server responded with a status of (?:4|503)/.test(text));
  (complaints as string[]).splice(0, complaints.length, ...others);
}
