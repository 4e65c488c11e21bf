import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { call } from './main.test-support.js';

const folder = mkdtempSync(join(tmpdir(), 'reprise-fuse-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// The two lists of a worked example: A has a 12, b 9, c 6, d 3; B has c .9, e .7, a .5, f .1.
const a = file('a.run', 'q Q0 a 1 12 A\nq Q0 b 2 9 A\nq Q0 c 3 6 A\nq Q0 d 4 3 A\n');
const b = file('b.run', 'q Q0 c 1 0.9 B\nq Q0 e 2 0.7 B\nq Q0 a 3 0.5 B\nq Q0 f 4 0.1 B\n');

describe('reprise fuse', () => {
  it('merges runs by any method, with its norm and weights', async () => {
    for (const [args, first] of [
      [['--method', 'rrf'], `q Q0 a 1 ${1 / 61 + 1 / 63} reprise`],
      [['--method', 'rrf(k=10)'], `q Q0 a 1 ${1 / 11 + 1 / 13} reprise`],
      [['--method', 'combSum', '--norm', 'minMax', '--tag', 'sum'], 'q Q0 a 1 1.5 sum'],
      [['--method', 'weightedSum', '--weights', '2,0', '--norm', 'none'], 'q Q0 a 1 24 reprise'],
      [['--method', 'borda'], 'q Q0 a 1 10 reprise'],
    ] as const) {
      const { code, stdout } = await call(['fuse', ...args, a, b]);
      expect(code).toBe(0);
      expect(stdout.split('\n')[0]).toBe(first);
      expect(stdout.trim().split('\n')).toHaveLength(6);
    }
  });

  it('writes as many hits as asked, to a file, from standard input too', async () => {
    const output = join(folder, 'fused.run');
    const args = ['fuse', '--method', 'combMnz', '--hits', '2', '--output', output, a, '-'];
    expect(await call(args, readFileSync(b))).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(output, 'utf8')).toMatch(/^q Q0 a 1 3 reprise\nq Q0 c 2 2\.66\d+ reprise\n$/);
  });

  it('keeps the queries of the first run in its order, then those of the next, wherever their rows stand', async () => {
    const first = file('first.run', 'q2 Q0 a 1 2 A\nq1 Q0 a 1 2 A\nq2 Q0 b 2 1 A\n');
    const second = file('second.run', 'q3 Q0 a 1 1 B\nq1 Q0 b 1 1 B\nq4 Q0 c 1 1 B\nq2 Q0 b 1 1 B\n');
    const { stdout } = await call(['fuse', '--method', 'combSum', '--norm', 'none', first, second]);
    expect(stdout.trim().split('\n')).toEqual([
      'q2 Q0 a 1 2 reprise',
      'q2 Q0 b 2 2 reprise',
      'q1 Q0 a 1 2 reprise',
      'q1 Q0 b 2 1 reprise',
      'q3 Q0 a 1 1 reprise',
      'q4 Q0 c 1 1 reprise',
    ]);
  });

  it('leaves no file where a run turns out broken half-way', async () => {
    const broken = file('broken.run', 'q Q0 c 1 0.9 B\nq Q0 c 2 0.7 B\n');
    const output = join(folder, 'broken.out');
    const { code, stderr } = await call(['fuse', '--method', 'rrf', '--output', output, a, broken]);
    expect({ code, there: existsSync(output) }).toEqual({ code: 1, there: false });
    expect(stderr).toMatch(/broken\.run:2: .*twice/);
  });

  it('refuses what it does not know, and names the nearest', async () => {
    for (const [args, message] of [
      [['--method', 'rff', a, b], /not rff \(did you mean rrf\?\)/],
      [['--method', 'rrf', '--norm', 'minMax', a, b], /rrf takes no --norm/],
      [['--method', 'combSum', '--norm', 'minmax', a, b], /did you mean minMax/],
      [['--method', 'interpolate', '--weights', '1', a, b], /interpolate takes no --weights/],
      [['--method', 'weightedSum', a, b], /weights/],
      [['--method', 'rrf'], /missing required argument 'run'/],
      [['--method', 'rrf', '-', '-'], /only one file can come from standard input/],
    ] as const) {
      const { code, stdout, stderr } = await call(['fuse', ...args]);
      expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: '' });
      expect(stderr).toMatch(message);
    }
    expect((await call(['fuse', '--method', 'rrf', a, join(folder, 'nowhere')])).code).toBe(1);
  });
});
