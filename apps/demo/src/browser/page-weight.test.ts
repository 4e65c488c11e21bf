import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundlePage } from '../../bundle-demo.mjs';

describe('the built page', () => {
  let folder: string;
  let files: readonly { readonly name: string; readonly bytes: Buffer }[];

  beforeAll(() => {
    const within = fileURLToPath(new URL('../../.test-results/', import.meta.url));
    mkdirSync(within, { recursive: true });
    folder = mkdtempSync(join(within, 'page-'));
    bundlePage(folder);
    files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => ({ name: entry.name, bytes: readFileSync(join(entry.parentPath, entry.name)) }));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('weighs no more than 250 kB when every part of it is loaded', () => {
    const weights = files.map(({ name, bytes }) => [name, gzipSync(bytes, { level: 9 }).length] as const);
    const total = weights.reduce((sum, [, bytes]) => sum + bytes, 0);
    console.log(`${weights.map(([name, bytes]) => `${name} ${bytes}`).join(', ')}: ${total} bytes gzip`);
    expect(total).toBeLessThanOrEqual(250_000);
  });

  it('holds no script or style within its document and names no other place', () => {
    const html = files.find(({ name }) => name === 'index.html')?.bytes.toString() ?? '';
    expect(html).not.toMatch(/<style|<script(?![^>]* src=)|style=|\son[a-z]+=|https?:/);
    expect(html).toMatch(/<script type="module" crossorigin src="\.\/assets\//);
  });
});
