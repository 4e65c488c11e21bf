import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bin } from './main.test-support.js';

const folder = mkdtempSync(join(tmpdir(), 'reprise-terminal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const words = 'heart lung kidney fever trial dose placebo week'.repeat(8);
writeFileSync(
  join(folder, 'corpus.jsonl'),
  Array.from({ length: 20_000 }, (_, i) =>
    JSON.stringify({ _id: `d${i}`, title: '', text: `${words} ${i}` }),
  ).join('\n'),
);

/** What reaches the terminal, standard output and standard error together. */
const run = (command: string, ...args: string[]): Promise<string> =>
  new Promise((resolve) => {
    execFile(command, args, { cwd: folder, env: { ...process.env, COLUMNS: '' } }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
const index = `node ${bin} index --input corpus.jsonl --replace --index`;
/** util-linux's `script` gives a command a pseudo terminal; other systems have another or none. */
const available = /util-linux/.test(spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '');

describe.skipIf(!available)(`a terminal${available ? '' : ' (skipped: no util-linux script)'}`, () => {
  it('is told rate, share done and time left while an index is made, and is left clean', async () => {
    const shown = await run('script', '-qec', `${index} terminal.index`, '/dev/null');
    const lines = shown.split('\r\u001b[K');
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^read: \d+\.\d MB of \d+\.\d MB, \d+ %, [\d,]+ documents, \d+\.\d MB\/s, \d+ s left$/,
      ),
    );
    expect(lines.at(-1)).toMatch(/^indexed 20,000 documents[^\r\n]*\r?\nsearch them: [^\r\n]*\r?\n$/);
    const quiet = await run('script', '-qec', `${index} terminal.index --quiet`, '/dev/null');
    expect(quiet).toBe('');
  });
});

describe('a pipe', () => {
  it('is told the outcome alone, and progress by the line where it is asked for', async () => {
    const told = await run('bash', '-c', `${index} pipe.index`);
    expect(told).toMatch(/^indexed 20,000 documents[^\r\n]*\nsearch them: [^\r\n]*\n$/);
    const asked = await run('bash', '-c', `${index} pipe.index --progress`);
    expect(asked).toMatch(/^read: \d+\.\d MB of \d+\.\d MB, \d+ %.*\n/);
    expect(asked).not.toContain('\u001b');
  });
});
