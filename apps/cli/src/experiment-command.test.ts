import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, type Outcome, sample } from './main.test-support.js';

const folder = mkdtempSync(join(tmpdir(), 'reprise-experiment-'));
const at = (name: string): string => join(folder, name);
const experiment = (...args: string[]): Promise<Outcome> =>
  call([
    'experiment',
    '--collection',
    sample,
    '--index',
    at('sample.index'),
    '--pipeline',
    'bm25',
    '--pipeline',
    'feedback=bm25 >> rm3 >> bm25',
    '--pipeline',
    'bm25 >> bo1 >> bm25',
    ...args,
  ]);

beforeAll(() => experiment('--json'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('reprise experiment --compare all', () => {
  it('names behind a figure the systems that it beats, in every format', async () => {
    const { code, stdout, stderr } = await experiment('--compare', 'all');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^# {2}System +nDCG@10/);
    expect(stdout).toMatch(/^b {2}feedback .*ᵃ/m);
    expect(stdout).toContain('over all 3 pairs');
    expect((await experiment('--compare', 'all', '--markdown')).stdout).toMatch(
      /^\| b \| feedback .*<sup>a/m,
    );
    expect((await experiment('--compare', 'all', '--latex')).stdout).toMatch(/^b & feedback .*mathrm\{a/m);
    const { pairs } = JSON.parse((await experiment('--compare', 'all', '--json')).stdout);
    expect(pairs).toHaveLength(9);
    expect(pairs[2]).toMatchObject({ measure: 'nDCG@10', first: 'feedback', second: 'bm25 >> bo1 >> bm25' });
    expect(JSON.parse((await experiment('--json')).stdout)).not.toHaveProperty('pairs');
  });

  it('refuses another word with exit code 2', async () => {
    expect(await experiment('--compare', 'pairs')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('baseline, all'),
    });
  });
});

describe('reprise experiment --html', () => {
  it('writes one page, the same bytes each time, to standard output or into a file', async () => {
    const { code, stdout, stderr } = await experiment('--html');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^<!doctype html>/);
    expect(stdout).toMatch(/<\/html>\n$/);
    expect(stdout.match(/<svg /g)).toHaveLength(6);
    expect(await experiment('--html', '--output', at('report.html'))).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(at('report.html'), 'utf8')).toBe(stdout);
  });

  it('says what was run: pipelines, collection and versions, and no folder of whoever ran it', async () => {
    const { stdout } = await experiment('--html');
    expect(stdout).toContain('<dt>feedback</dt><dd><bdi>bm25 &gt;&gt; rm3 &gt;&gt; bm25</bdi></dd>');
    expect(stdout).toContain('<dt>Collection</dt><dd><bdi>sample, test</bdi></dd>');
    expect(stdout).toContain(`node ${process.version}`);
    expect(stdout).not.toContain(folder);
    expect(stdout).not.toContain(sample);
    const files = await call([
      'experiment',
      '--index',
      at('sample.index'),
      '--topics',
      join(sample, 'queries.jsonl'),
      '--qrels',
      join(sample, 'qrels/test.tsv'),
      '--pipeline',
      'bm25',
      '--html',
    ]);
    expect(files.stdout).toContain('<dt>Index</dt><dd><bdi>sample.index</bdi></dd>');
    expect(files.stdout).toContain('<dt>Topics</dt><dd><bdi>queries.jsonl</bdi></dd>');
    expect(files.stdout).toContain('<dt>Judgements</dt><dd><bdi>test.tsv</bdi></dd>');
  });

  it('shows the texts of the queries that moved most', async () => {
    const { stdout } = await experiment('--html');
    const { systems } = JSON.parse((await experiment('--json')).stdout);
    const [{ query }] = systems[1].results[0].comparison.helped;
    const queries = readFileSync(join(sample, 'queries.jsonl'), 'utf8').trim().split('\n');
    const { text } = queries.map((line) => JSON.parse(line)).find(({ _id }) => _id === query);
    expect(stdout).toContain(`<td colspan="4" class="text"><bdi>${text.replaceAll("'", '&#39;')}</bdi></td>`);
  });

  it('is one format of several: two at once are refused', async () => {
    for (const other of ['--json', '--markdown', '--latex']) {
      expect(await experiment('--html', other)).toMatchObject({ code: 2, stdout: '' });
    }
  });
});
