/**
 * Takes the pictures of the demo for the README, docs/demo/*.png: four views, each light and dark. Serves the demo itself,
 * or takes pictures of the one whose address is given: `node scripts/screenshots.mjs [URL]`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { palettePng } from './palette-png.mjs';
import { root } from './workspaces.mjs';

const width = 1200;
const folder = join(root, 'docs/demo');
const slugs = { q: 'how to get rid of slugs', judged: 'q10' };

/**
 * What is opened, what is done there, and what the picture shows: from an element down, so many pixels or as far as the
 * longest of these elements goes.
 */
const views = [
  {
    name: 'search',
    address: { ...slugs, left: 'bm25', right: 'bm25 >> rm3 >> bm25' },
    height: 1000,
  },
  {
    name: 'what-feedback-did',
    address: { ...slugs, left: 'bm25 >> rm3 >> bm25', right: 'dense >> vectorAverage >> dense' },
    from: '.explanation',
  },
  {
    name: 'feedback-by-hand',
    address: { ...slugs, left: 'bm25', right: 'bm25 >> rm3 >> bm25' },
    act: async (page) => {
      const hit = (title) => page.locator('#right .hit', { hasText: title });
      await hit('Nematodes against slugs')
        .getByLabel(/^Good result/)
        .click();
      await hit('Keeping slugs off')
        .getByLabel(/^Good result/)
        .click();
      await hit('How fog comes about')
        .getByLabel(/^Bad result/)
        .click();
      await page.getByRole('button', { name: 'Learn from these' }).click();
      await page.getByText(/Round 1/).waitFor();
    },
    height: 1000,
  },
  {
    name: 'evaluation',
    address: { view: 'evaluation', left: 'bm25', right: 'dense >> vectorAverage >> dense' },
    height: 960,
  },
];

const [given] = process.argv.slice(2);
const server =
  given === undefined &&
  spawn('node', [join(root, 'scripts/demo.mjs'), '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
const url = given ?? String(await once(createInterface({ input: server.stdout }), 'line'));

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const pixelsOf = await decoder(browser);
for (const colorScheme of ['light', 'dark'])
  for (const { name, address, act, from = 'header', height } of views) {
    const page = await browser.newPage({ viewport: { width, height: 3000 }, colorScheme });
    await page.goto(`${url}?${new URLSearchParams(address)}`);
    await page
      .locator(name === 'evaluation' ? '.charts svg' : '#right .explanation svg[role=img]')
      .first()
      .waitFor();
    await act?.(page);
    await page.waitForFunction('document.querySelector(".hits.old, progress") === null');
    await page.mouse.move(0, 0);
    const boxes = await Promise.all((await page.locator(from).all()).map((element) => element.boundingBox()));
    const clip = {
      x: 0,
      y: Math.max(0, boxes[0].y - 8),
      width,
      height: height ?? Math.ceil(Math.max(...boxes.map((box) => box.height))) + 16,
    };
    const picture = await page.screenshot({ clip });
    const bytes = palettePng(await pixelsOf(picture), width, clip.height);
    const file = `${name}-${colorScheme}.png`;
    writeFileSync(join(folder, file), bytes);
    console.log(`docs/demo/${file} ${Math.round(bytes.length / 1000)} kB`);
    await page.close();
  }
await browser.close();
if (server) server.kill('SIGTERM');

/** Reads a picture's pixels by the browser, which knows its format. */
async function decoder(browser) {
  const page = await browser.newPage();
  return async (picture) => {
    const text = await page.evaluate(async (base64) => {
      const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext('2d');
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      let binary = '';
      for (let at = 0; at < data.length; at += 32_768)
        binary += String.fromCharCode(...data.subarray(at, at + 32_768));
      return btoa(binary);
    }, picture.toString('base64'));
    return Buffer.from(text, 'base64');
  };
}
