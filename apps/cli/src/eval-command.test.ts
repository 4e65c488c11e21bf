import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { call } from './main.test-support.js';

const folder = mkdtempSync(join(tmpdir(), 'reprise-eval-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const qrels = file('qrels', '2 0 a 1\n1 0 a 1\n1 0 b 2\n1 0 c -1\n3 0 a 1\n');
// Query 9 has no judgements, query 3 no hits; the last row tells the name.
const run = file(
  'run',
  '2 Q0 z 1 2 first\n2 Q0 a 2 1 first\n1 Q0 c 1 5 first\n1 Q0 b 2 4 first\n9 Q0 a 1 1 last\n',
);
const print = async (...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await call(['eval', ...args, qrels, run]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};
const row = (name: string, query: string, text: string): string => `${name.padEnd(22)}\t${query}\t${text}\n`;

describe('reprise eval', () => {
  it('prints queries by id, then the summary with the name in the last row', async () => {
    expect(await print('-q', '-m', 'set_P', '-m', 'relstring', '-m', 'num_ret', '-m', 'runid')).toBe(
      row('num_ret', '1', '2') +
        row('relstring', '1', "'.2'") +
        row('set_P', '1', '0.5000') +
        row('num_ret', '2', '2') +
        row('relstring', '2', "'-1'") +
        row('set_P', '2', '0.5000') +
        row('runid', 'all', 'last') +
        row('num_ret', 'all', '4') +
        row('set_P', 'all', '0.5000'),
    );
  });

  it('prints official by default, 30 rows, and nothing where there is nothing to print', async () => {
    const official = await print();
    expect(official).toBe(await print('-m', 'official'));
    expect(official.trimEnd().split('\n')).toHaveLength(30);
    expect(official.startsWith(row('runid', 'all', 'last') + row('num_q', 'all', '2'))).toBe(true);
    expect((await print('-m', 'set')).startsWith('runid')).toBe(true);
    expect(await print('-n')).toBe('');
    expect(await print('-m', 'relstring')).toBe('');
    expect(await print('-qn', '-m', 'relstring.1')).toBe(
      row('relstring_1', '1', "'.'") + row('relstring_1', '2', "'-'"),
    );
    expect(await print('-m', 'runid')).toBe(row('runid', 'all', 'last'));
  });

  it('counts missing queries, cuts, drops the unjudged, and takes gains and levels', async () => {
    expect(await print('-c', '-m', 'P.2', '-m', 'num_q')).toBe(
      row('num_q', 'all', '3') + row('P_2', 'all', '0.3333'),
    );
    expect(await print('-M', '1', '-m', 'recip_rank')).toBe(row('recip_rank', 'all', '0.0000'));
    expect(await print('-J', '-m', 'recip_rank')).toBe(row('recip_rank', 'all', '1.0000'));
    expect(await print('-l', '2', '-m', 'num_rel')).toBe(row('num_rel', 'all', '1'));
    const first = 9 / Math.log2(3) / (9 + 3 / Math.log2(3));
    expect(await print('-q', '-n', '-m', 'ndcg.1=3,2=9')).toBe(
      row('ndcg_1=3,2=9', '1', first.toFixed(4)) + row('ndcg_1=3,2=9', '2', (1 / Math.log2(3)).toFixed(4)),
    );
  });

  it('takes the cut-offs of a measure from its first -m, as trec_eval, and warns', async () => {
    const both = await call(['eval', '-m', 'P.1', '-m', 'P.2', qrels, run]);
    expect(both).toMatchObject({ code: 0, stdout: row('P_1', 'all', '0.0000') });
    expect(both.stderr).toMatch(/warning: -m P\.2 .*P\.1/);
  });

  it('gives JSON with the texts of the queries', async () => {
    expect(JSON.parse(await print('-q', '--json', '-m', 'recip_rank', '-m', 'relstring'))).toEqual({
      all: { recip_rank: 0.5 },
      perQuery: { recip_rank: { 1: 0.5, 2: 0.5 }, relstring: { 1: '.2', 2: '-1' } },
    });
  });

  it('ranks by the ranks of the file, drops identical ids, and follows 10.0, if asked', async () => {
    const self = file('self.run', '2 Q0 2 1 9 t\n2 Q0 z 3 2.0 t\n2 Q0 a 2 1 t\n');
    const value = async (...args: readonly string[]): Promise<string> =>
      (await call(['eval', '-m', 'recip_rank', ...args, qrels, self])).stdout.trim().split('\t')[2]!;
    expect(await value()).toBe('0.3333');
    expect(await value('--order', 'given')).toBe('0.5000');
    expect(await value('--ignore-identical-ids')).toBe('0.5000');
    expect(await value('--ignore-identical-ids', '--order', 'given')).toBe('1.0000');
    const close = file('close.run', '2 Q0 z 1 2.0000000 t\n2 Q0 a 2 2.0000001 t\n');
    const ranked = async (version: string): Promise<string> =>
      (await call(['eval', '-c', '--trec-eval', version, '-q', '-n', '-m', 'recip_rank', qrels, close]))
        .stdout;
    expect(await ranked('9')).toBe(row('recip_rank', '2', '0.5000'));
    expect(await ranked('10')).toContain(row('recip_rank', '2', '1.0000'));
  });

  it('refuses with 1 what is wrong in a file and with 2 what is wrong in the arguments', async () => {
    const twice = file('twice.run', '1 Q0 a 1 2 t\n1 Q0 a 2 1 t\n');
    const short = file('short.run', '1 Q0 a 1 2\n');
    for (const [path, message] of [
      [twice, /twice\.run:2: .*twice/],
      [short, /short\.run:1: expected query, Q0/],
      [join(folder, 'nowhere'), /nowhere is not there/],
    ] as const) {
      const { code, stdout, stderr } = await call(['eval', qrels, path]);
      expect({ path, code, stdout }).toEqual({ path, code: 1, stdout: '' });
      expect(stderr).toMatch(message);
    }
    for (const [args, message] of [
      [['-m', 'prefs'], /known are .*preferences/],
      [['-m', 'ndcg.1=x'], /grade=gain pairs/],
      [['--order', 'rank'], /Allowed choices are score, given/],
      [['--trec-eval', '8'], /Allowed choices are 9, 10/],
    ] as const) {
      const { code, stderr } = await call(['eval', ...args, qrels, run]);
      expect({ args, code }).toEqual({ args, code: 2 });
      expect(stderr).toMatch(message);
    }
  });
});
