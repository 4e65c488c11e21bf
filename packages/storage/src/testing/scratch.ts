import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A fresh folder per call, all removed when the test file has run. */
export function scratch(): () => string {
  const root = mkdtempSync(join(tmpdir(), 'reprise-storage-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  return () => mkdtempSync(join(root, 'index-'));
}

/** Path → content in hexadecimal of everything below a folder; folders end in a slash. */
export function snapshot(folder: string): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) entries[`${name}/`] = '';
    else entries[name] = readFileSync(path).toString('hex');
  }
  return entries;
}
