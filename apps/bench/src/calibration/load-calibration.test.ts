import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loadCalibration } from './load-calibration.js';

it('reads its memory and counts its operations', async () => {
  const calibration = await loadCalibration(128 * 1024);
  expect(calibration.bytes).toBe(128 * 1024);
  calibration.readMemory();
  expect(calibration.compute(10)).toBe(960);
});

it('the committed WebAssembly is what its source compiles to', () => {
  const folder = mkdtempSync(join(tmpdir(), 'calibration-'));
  try {
    const target = join(folder, 'wasm-bytes.ts');
    const script = fileURLToPath(new URL('../../../../packages/kernels/build-wasm.mjs', import.meta.url));
    const inFolder = { cwd: fileURLToPath(new URL('.', import.meta.url)) };
    execFileSync(process.execPath, [script, 'assembly/index.ts', target], inFolder);
    expect(readFileSync(target, 'utf8')).toBe(
      readFileSync(new URL('wasm-bytes.ts', import.meta.url), 'utf8'),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
