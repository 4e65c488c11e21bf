import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDemo, type Demo, type Served } from './demo.test-support.js';
import { answered, ask, hasBrowser, hits, inBrowser, launch, open, overflow } from './page.test-support.js';

const markup = '<img src=x onerror="globalThis.harmed=1"><script>globalThis.harmed=2</script><b>bold</b>';
const override = '\u202e';

const documents = [
  { _id: markup, title: '', text: `weasel ${markup} javascript:alert(1) {{constructor}} \${harmed}` },
  { _id: 'right-to-left', title: '', text: `weasel ${override}reversed שלום עולם مرحبا` },
  { _id: 'long-word', title: '', text: `weasel ${'w'.repeat(20_000)}` },
  { _id: 'long-text', title: '', text: `weasel ${'many words of one kind '.repeat(4_500)}` },
  { _id: '__proto__', title: '', text: 'weasel constructor prototype' },
  { _id: `id${'x'.repeat(500)}`, title: '', text: 'weasel stoat ferret' },
];

describe.skipIf(!hasBrowser)(inBrowser('hostile texts and lost servers'), () => {
  let demo: Demo;
  let index: string;
  let browser: Browser;

  beforeAll(async () => {
    demo = await buildDemo();
    index = join(demo.folder, 'index');
    const corpus = join(demo.folder, 'corpus.jsonl');
    writeFileSync(corpus, documents.map((document) => JSON.stringify(document)).join('\n'));
    await demo.reprise('index', '--input', corpus, '--index', index);
    browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
    demo?.remove();
  });

  const serve = (port = '0'): Promise<Served> => demo.serve('--index', index, '--port', port);

  it('shows documents, ids and queries as text, whatever they hold', async () => {
    const served = await serve();
    const { page, complaints, foreign } = await open(browser, served.url);
    await ask(page, 'weasel');
    expect(await hits(page, 'left').count()).toBe(documents.length);
    expect(await page.locator('#left .hits').innerText()).toContain('<b>bold</b>');
    for (const hit of await hits(page, 'left').all()) {
      await hit.locator('.title').click();
      await page.locator('dialog .long-text').waitFor();
      await page.keyboard.press('Escape');
      await hit.getByLabel(/^Good result/).click();
    }
    await page.getByRole('button', { name: 'Learn from these' }).click();
    await page.getByText(/Round 1: learnt from 6 marks/).waitFor();
    await answered(page);
    await page.locator('#right .explanation svg[role=img]').waitFor();
    await page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true');
    await page.setViewportSize({ width: 360, height: 780 });
    expect(await overflow(page)).toBe(0);

    await page.getByLabel('What are you looking for?').fill(`weasel ${markup} ${override}שלום`);
    await page.keyboard.press('Enter');
    await answered(page, 'right');
    await page.reload();
    await answered(page, 'right');
    expect(await page.getByLabel('What are you looking for?').inputValue()).toContain(markup);
    expect(await page.evaluate('[globalThis.harmed ?? 0, {}.harmed ?? 0]')).toEqual([0, 0]);
    expect(await page.locator('main img, main script, main b, main iframe').count()).toBe(0);
    expect({ complaints, foreign }).toEqual({ complaints: [], foreign: [] });
    await page.close();
    await served.kill();
  });

  it('keeps a text that runs the other way from turning what stands beside it', async () => {
    const served = await serve();
    const { page } = await open(browser, served.url, '?q=weasel');
    await answered(page);
    const hit = page.locator('#left [data-hit=right-to-left]');
    const place = async (part: string): Promise<number> => (await hit.locator(part).boundingBox())?.x ?? 0;
    expect(await place('.rank')).toBeLessThan(await place('.title'));
    expect(await place('.title')).toBeLessThan(await place('.thumbs'));
    const isolated = await hit.locator('bdi, [dir=auto]').count();
    expect(isolated).toBeGreaterThanOrEqual(2);
    await page.close();
    await served.kill();
  });

  it('cuts a document of 100 kB and shows the rest when asked', async () => {
    const served = await serve();
    const { page } = await open(browser, served.url, '?q=weasel');
    await answered(page);
    await page.locator('#left [data-hit=long-text] .title').click();
    const text = page.locator('dialog .long-text p');
    await text.waitFor();
    expect((await text.innerText()).length).toBeLessThan(5_000);
    await page.getByRole('button', { name: /Show all 10\d,\d{3} characters/ }).click();
    expect((await text.innerText()).length).toBeGreaterThan(100_000);
    await page.close();
    await served.kill();
  });

  it('takes no more of a query than the server does', async () => {
    const served = await serve();
    const { page } = await open(browser, served.url);
    await page.getByLabel('What are you looking for?').pressSequentially(`weasel ${'y'.repeat(30)}`);
    expect(await page.getByLabel('What are you looking for?').getAttribute('maxlength')).toBe('1000');
    await answered(page);
    await page.goto(`${served.url}?q=weasel+${'y'.repeat(1_100)}`);
    await page.locator('#left [role=alert]').waitFor();
    expect(await page.locator('#left [role=alert]').innerText()).toContain('1000 characters');
    await page.close();
    await served.kill();
  });

  it('says that nothing was found', async () => {
    const served = await serve();
    const { page } = await open(browser, served.url, '?q=unheardof');
    await page.locator('#left .nothing').waitFor();
    expect(await page.locator('#right .side-said').innerText()).toContain(
      'Feedback found nothing to learn from',
    );
    await page.close();
    await served.kill();
  });

  it('keeps what is there when the server is lost mid-search, and goes on when it is back', async () => {
    const served = await serve();
    const { page } = await open(browser, served.url);
    await ask(page, 'weasel');
    const box = page.getByLabel('What are you looking for?');
    const asked = page.waitForRequest('**/api/search');
    await box.fill('weasel stoat');
    await Promise.all([asked, served.kill()]);
    await box.fill('weasel stoat ferret');
    await page.locator('#left [role=alert]').waitFor();
    await page.locator('#right [role=alert]').waitFor();
    expect(await page.locator('#left [role=alert]').innerText()).toContain('The server gave no answer');
    expect(await box.inputValue()).toBe('weasel stoat ferret');
    expect(await hits(page, 'left').count()).toBe(documents.length);

    const again = await serve(new URL(served.url).port);
    await page.locator('#left').getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => page.locator('[role=alert]').count()).toBe(0);
    await answered(page);
    expect(await hits(page, 'left').first().getAttribute('data-hit')).toBe(`id${'x'.repeat(500)}`);
    await page.close();
    await again.kill();
  });
});
