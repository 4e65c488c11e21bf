import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadPeer } from './load-peer.js';

it('loads a package out of the folder, and none where no folder is given', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'peers-'));
  try {
    const place = join(folder, 'node_modules/a-peer');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'package.json'), '{"name":"a-peer","main":"main.cjs"}');
    writeFileSync(join(place, 'main.cjs'), 'module.exports = { answer: 42 };');
    expect(await loadPeer('a-peer', folder)).toEqual({ answer: 42 });
    expect(await loadPeer('a-peer', undefined)).toBeUndefined();
    await expect(loadPeer('another-peer', folder)).rejects.toThrow(/another-peer/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
