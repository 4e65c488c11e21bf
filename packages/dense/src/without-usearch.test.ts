import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundleFixture } from './bundle.test-support.js';

it('where usearch is not installed a graph is refused with what to install, and exact search works', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-dense-'));
  try {
    const script = join(folder, 'without-usearch.mjs');
    await bundleFixture('./without-usearch.fixture.ts', script);
    expect(JSON.parse(execFileSync(process.execPath, [script], { encoding: 'utf8' }))).toEqual({
      found: [[{ id: 'a', score: 1 }]],
      code: 'NOT_FOUND',
      message: 'a graph needs the package usearch, which did not load: npm install usearch@^2.25.3',
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
