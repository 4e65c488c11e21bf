import type { Run } from '@reprise/spec';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { experiment } from '../experiment/experiment.js';
import type { ExperimentResult } from '../experiment/result.js';
import { toHtml } from './to-html.js';

/** Reciprocal ranks are 1 / place; 0 stands for a query without hits. */
const runOf = (ids: readonly string[], places: readonly number[]): Run =>
  new Map(
    places.flatMap((place, i) =>
      place === 0
        ? []
        : [
            [
              ids[i]!,
              Array.from({ length: place }, (_, at) => ({
                id: at + 1 === place ? 'd' : `x${at}`,
                score: -at,
              })),
            ],
          ],
    ),
  );

interface Case {
  readonly ids?: readonly string[];
  readonly names?: readonly string[];
  readonly places?: readonly (readonly number[])[];
  readonly compare?: 'baseline' | 'all';
}

async function resultOf({
  ids = ['q1', 'q2', 'q3', 'q4'],
  names,
  places,
  compare,
}: Case = {}): Promise<ExperimentResult> {
  // RR of bm25: 1/2, 1/2, 1, 1/4; of rm3: 1, 1, 1/2, 1/4; of bo1: 1, 1, 1, 1.
  const lists = places ?? [
    [2, 2, 1, 4],
    [1, 1, 2, 4],
    [1, 1, 1, 1],
  ];
  return experiment({
    systems: lists.map((list, i) => ({ name: (names ?? ['bm25', 'rm3', 'bo1'])[i]!, run: runOf(ids, list) })),
    queries: ids.map((id) => ({ id })),
    qrels: new Map(ids.map((id) => [id, new Map([['d', 1]])])),
    measures: ['RR', 'P@1'],
    risk: [1],
    ...(compare && { compare }),
  });
}

const parsed = (text: string) => parseHTML(text).document;
const textsOf = (document: ReturnType<typeof parsed>, selector: string): string[] =>
  [...document.querySelectorAll(selector)].map(({ textContent }) => (textContent ?? '').trim());

describe('toHtml', () => {
  it('says what was run, with what else is known of it', async () => {
    const about = new Map([
      ['rm3', 'bm25 >> rm3 >> bm25'],
      ['Collection', 'sample, test'],
    ]);
    const document = parsed(await toHtml(await resultOf(), { title: 'Feedback on the sample', about }));
    expect(document.title).toBe('Feedback on the sample');
    expect(textsOf(document, 'h1')).toEqual(['Feedback on the sample']);
    expect(textsOf(document, 'h2')).toEqual(['What was run', 'Result', 'How to read this', 'RR', 'P@1']);
    expect(textsOf(document, 'li')).toHaveLength(4);
    expect(textsOf(document, 'dt')).toEqual([
      'Systems',
      'Queries',
      'Measures',
      'Significance',
      'rm3',
      'Collection',
    ]);
    expect(textsOf(document, 'dd')).toEqual([
      'bm25 (baseline), rm3, bo1',
      '4 with judgements',
      'RR, P@1',
      "two-sided paired t-test, p with Holm's correction < 0.05",
      'bm25 >> rm3 >> bm25',
      'sample, test',
    ]);
  });

  it('draws one bar for each query that moved, losses below the line, gains first', async () => {
    const document = parsed(await toHtml(await resultOf()));
    const [chart] = document.querySelectorAll('svg');
    const won = [...chart!.querySelectorAll('g[fill="var(--won)"] rect')];
    const lost = [...chart!.querySelectorAll('g[fill="var(--lost)"] rect')];
    expect(won.map(({ textContent }) => textContent)).toEqual(['q1: +0.5000', 'q2: +0.5000']);
    expect(lost.map(({ textContent }) => textContent)).toEqual(['q3: -0.5000']);
    const zero = Number(
      chart!.querySelector('g[stroke="currentColor"]:last-of-type line')!.getAttribute('y1'),
    );
    for (const bar of won) {
      expect(Number(bar.getAttribute('y')) + Number(bar.getAttribute('height'))).toBeCloseTo(zero, 6);
    }
    expect(Number(lost[0]!.getAttribute('y'))).toBeCloseTo(zero, 6);
    expect(Number(lost[0]!.getAttribute('height'))).toBeGreaterThan(10);
    expect(Number(won[1]!.getAttribute('x'))).toBeLessThan(Number(lost[0]!.getAttribute('x')));
    expect(textsOf(document, 'figcaption')[0]).toBe(
      'RR, one bar a query: 2 wins, 1 tie, 1 loss. URisk(1) 0.0000.',
    );
    expect(chart!.getAttribute('aria-label')).toBe(
      'Bar chart of differences in RR: 2 wins, 1 tie, 1 loss, largest gain +0.5000, largest loss -0.5000',
    );
  });

  it('names the queries that moved most, with their texts where they are known', async () => {
    const queries = [{ id: 'q1', text: 'does feedback help?' }, { id: 'q3' }];
    const document = parsed(await toHtml(await resultOf(), { queries }));
    const [table] = document.querySelectorAll('article table');
    expect([...table!.querySelectorAll('tbody tr')].map(({ textContent }) => textContent)).toEqual([
      'Most helped',
      'q10.50001.0000+0.5000',
      'does feedback help?',
      'q20.50001.0000+0.5000',
      'Most hurt',
      'q31.00000.5000-0.5000',
    ]);
  });

  it('marks what is significantly better and worse than the baseline, also for the ear', async () => {
    const ids = Array.from({ length: 12 }, (_, i) => `q${i}`);
    const places = [ids.map((_, i) => 2 + (i % 2)), ids.map((_, i) => 3 + (i % 2)), ids.map(() => 1)];
    const document = parsed(await toHtml(await resultOf({ ids, places })));
    const rows = [...document.querySelectorAll('section:nth-of-type(2) tbody tr')];
    expect(rows.map((row) => row.querySelector('td')!.textContent)).toEqual([
      '0.4167',
      '0.2917▼ worse',
      '1.0000▲ better',
    ]);
    const [table] = document.querySelectorAll('section:nth-of-type(4) table');
    expect(table!.querySelector('caption')!.textContent).toBe('RR against the baseline bm25 (0.4167)');
    expect(textsOf(document, 'section:nth-of-type(4) .scroll tbody tr')).toEqual([
      // d = 1/3 − 1/2 and 1/4 − 1/3 in turn: t = −.125 / (.0435 / √12); losses count twice in URisk(1).
      expect.stringMatching(/^rm3-0\.12500\/0\/12<0\.0001<0\.0001-0\.2500-\d+\.\d{4}$/),
      expect.stringMatching(/^bo1\+0\.583312\/0\/0<0\.0001<0\.0001\+0\.5833\+\d+\.\d{4}$/),
    ]);
  });

  it('prints a dash for a p and a TRisk that say nothing', async () => {
    const document = parsed(await toHtml(await resultOf({ ids: ['q'], places: [[1], [2]] })));
    expect(textsOf(document, 'section:nth-of-type(4) .scroll tbody tr')).toEqual([
      'rm3-0.50000/0/1––-1.0000–',
    ]);
  });

  it('shows letters, the highest means and every pair where all were compared', async () => {
    const ids = Array.from({ length: 12 }, (_, i) => `q${i}`);
    const places = [ids.map((_, i) => 3 + (i % 2)), ids.map((_, i) => 2 + (i % 2)), ids.map(() => 1)];
    const document = parsed(await toHtml(await resultOf({ ids, places, compare: 'all' })));
    const rows = [...document.querySelectorAll('section:nth-of-type(2) tbody tr')];
    expect(rows.map((row) => row.querySelectorAll('td')[1]!.innerHTML)).toEqual([
      '0.2917',
      '0.4167<sup>a</sup>',
      '<strong>1.0000</strong><sup>ab</sup>',
    ]);
    expect(textsOf(document, 'h3').filter((head) => head === 'Every pair')).toHaveLength(2);
    expect(document.toString()).toContain('RR, second against first');
    const two = await toHtml(await resultOf({ places: [[1], [2]], ids: ['q1'], compare: 'all' }));
    expect(two).not.toContain('Every pair');
  });

  it('needs no other file and no script, and allows none', async () => {
    const document = parsed(await toHtml(await resultOf()));
    expect(document.querySelectorAll('script, link, img, iframe, object, [src], [href]')).toHaveLength(0);
    expect(document.querySelector('style')!.textContent).not.toMatch(/url\(|@import/);
    expect(document.querySelector('meta[http-equiv]')!.getAttribute('content')).toMatch(
      /^default-src 'none'/,
    );
  });

  it('can be read by ear: captions, scopes, and a label on every chart', async () => {
    const document = parsed(await toHtml(await resultOf({ compare: 'all' })));
    const tables = [...document.querySelectorAll('table')];
    expect(tables.length).toBeGreaterThan(6);
    for (const table of tables) expect(table.querySelector('caption')!.textContent).not.toBe('');
    expect(document.querySelectorAll('th:not([scope])')).toHaveLength(0);
    const charts = [...document.querySelectorAll('svg')];
    expect(charts).toHaveLength(4);
    for (const chart of charts) {
      expect(chart.getAttribute('role')).toBe('img');
      expect(chart.getAttribute('aria-label')).toMatch(/^Bar chart/);
    }
  });

  it('is the same, byte for byte, for the same result, whatever time its pipelines took', async () => {
    const result = await resultOf();
    const systems = result.systems.map((system) => ({ ...system, milliseconds: Math.E }));
    expect(await toHtml({ ...result, systems })).toBe(await toHtml(result));
  });

  it('makes nothing of what names, ids and texts pretend to be, and cuts them', async () => {
    const attack = `</title></style><script>alert(1)</script><img src=x onerror="alert(1)">' onload='`;
    const ids = [attack, '__proto__', `\u202e${'ab'.repeat(25_000)}`, '" style="display:none'];
    const names = [attack + 'x'.repeat(100_000), `${attack}2`, '<b>3'];
    const result = await resultOf({ ids, names, compare: 'all' });
    const text = await toHtml(result, {
      title: attack,
      about: new Map([[attack, attack]]),
      queries: ids.map((id) => ({ id, text: attack + 'x'.repeat(100_000) })),
    });
    expect(text.length).toBeLessThan(200_000);
    expect(text).not.toContain('\u202e');
    const document = parsed(text);
    const plain = parsed(await toHtml(await resultOf({ compare: 'all' }), { about: new Map([['a', 'b']]) }));
    expect(document.querySelectorAll('script, img, b')).toHaveLength(0);
    expect(
      [...document.querySelectorAll('*')]
        .flatMap(({ attributes }) => [...attributes])
        .filter(({ name }) => /^on/.test(name)),
    ).toEqual([]);
    expect(document.querySelectorAll('svg *').length).toBe(plain.querySelectorAll('svg *').length);
    expect(textsOf(document, 'h1')).toEqual([attack]);
    expect(textsOf(document, 'article .name bdi')).toContain('__proto__');
  });

  it('draws one outline where bars would be narrower than a pixel', async () => {
    const ids = Array.from({ length: 1001 }, (_, i) => `q${String(i).padStart(4, '0')}`);
    const places = [ids.map(() => 2), ids.map((_, i) => 1 + (i % 3))];
    const text = await toHtml(await resultOf({ ids, places }));
    const document = parsed(text);
    expect(document.querySelectorAll('svg rect')).toHaveLength(0);
    expect(document.querySelectorAll('svg g[fill="var(--won)"] path')).toHaveLength(2);
    expect(document.querySelectorAll('svg g[fill="var(--lost)"] path').length).toBeGreaterThan(0);
    expect(textsOf(document, 'figcaption')[0]).toContain('334 wins, 334 ties, 333 losses');
  });

  it('has a chart where nothing moved, and none for one system', async () => {
    const same = parsed(
      await toHtml(
        await resultOf({
          places: [
            [1, 2, 3, 4],
            [1, 2, 3, 4],
          ],
        }),
      ),
    );
    expect(textsOf(same, 'article p')).toEqual(['No query moved.', 'No query moved.']);
    expect(same.querySelectorAll('svg rect')).toHaveLength(0);
    const alone = parsed(await toHtml(await resultOf({ places: [[1, 2, 3, 4]] })));
    expect(textsOf(alone, 'h2')).toEqual(['What was run', 'Result']);
    expect(alone.querySelectorAll('svg, article')).toHaveLength(0);
  });
});
