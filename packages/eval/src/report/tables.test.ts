import { describe, expect, it } from 'vitest';
import type { Comparison, Difference, ExperimentResult, Moved } from '../experiment/result.js';
import { differenceTable } from './difference-table.js';
import { html } from './markup.js';
import { movedTable } from './moved-table.js';
import { resultTable } from './result-table.js';

const difference = (changes: Partial<Difference> = {}): Difference => ({
  meanDifference: 0.25,
  wins: 3,
  ties: 2,
  losses: 1,
  p: 0.04,
  corrected: 0.08,
  significant: false,
  ...changes,
});

const comparison = (changes: Partial<Comparison> = {}): Comparison => ({
  ...difference(),
  risks: [],
  helped: [],
  hurt: [],
  ...changes,
});

describe('the table of differences', () => {
  const rowsOf = (...rows: Parameters<typeof differenceTable>[2]) =>
    differenceTable(html`<b>RR</b>`, html`<th>System</th>`, rows).markup;
  const head = html`<th>rm3</th>`;
  /** The cells of p and corrected p. */
  const figures = (changes: Partial<Difference>) =>
    rowsOf({ head, ...difference(changes) }).match(/1<\/td>(.*)<\/tr>\n<\/tbody>/)![1];

  it('has a row a comparison and a pair of columns an alpha', () => {
    const risks = [
      { alpha: 1, uRisk: -0.125, tRisk: -2.5 },
      { alpha: 5, uRisk: 0, tRisk: Number.NaN },
    ];
    expect(
      rowsOf({ head, ...difference(), risks }, { head, ...difference({ meanDifference: -1 }), risks }),
    ).toBe(`<table>
<caption><b>RR</b></caption>
<thead><tr><th>System</th><th scope="col">Difference</th><th scope="col">W/T/L</th><th scope="col">p</th><th scope="col">corrected</th><th scope="col">URisk(1)</th><th scope="col">TRisk(1)</th><th scope="col">URisk(5)</th><th scope="col">TRisk(5)</th></tr></thead>
<tbody>
<tr><th>rm3</th><td>+0.2500</td><td>3/2/1</td><td>0.0400</td><td>0.0800</td><td>-0.1250</td><td>-2.5000</td><td>0.0000</td><td>–</td></tr>
<tr><th>rm3</th><td>-1.0000</td><td>3/2/1</td><td>0.0400</td><td>0.0800</td><td>-0.1250</td><td>-2.5000</td><td>0.0000</td><td>–</td></tr>
</tbody>
</table>`);
  });

  it('has no columns of risk where there are none, and none where there are no rows', () => {
    const bare = '<th scope="col">corrected</th></tr></thead>\n<tbody>\n';
    expect(rowsOf({ head, ...difference() })).toContain(bare);
    expect(rowsOf()).toContain(`${bare}</tbody>`);
  });

  it('writes p with four decimals, as less than the least that these can show, or as a dash', () => {
    expect(figures({ p: 0.0001, corrected: 0.00009 })).toBe('<td>0.0001</td><td>&lt;0.0001</td>');
    expect(figures({ p: 1, corrected: Number.NaN })).toBe('<td>1.0000</td><td>–</td>');
    expect(figures({ p: Number.NaN, corrected: 0 })).toBe('<td>–</td><td>&lt;0.0001</td>');
  });

  it('prints what is significant in bold', () => {
    expect(figures({ significant: true })).toBe('<td>0.0400</td><td><strong>0.0800</strong></td>');
  });
});

describe('the table of the queries that moved most', () => {
  const moved = (query: string, baseline: number, system: number): Moved => ({
    query,
    baseline,
    system,
    difference: system - baseline,
  });
  const head = `<table>
<caption class="unseen">Queries that moved most</caption>
<thead><tr><th scope="col" class="name">Query</th><th scope="col">baseline</th><th scope="col">system</th><th scope="col">difference</th></tr></thead>
`;
  const group = (name: string, rows: string) =>
    `<tbody>\n<tr><th scope="rowgroup" colspan="4" class="group">${name}</th></tr>\n${rows}</tbody>\n`;

  it('has a group for each direction in which one moved', () => {
    const helped = [moved('q<1>', 0.25, 1)];
    const hurt = [moved('q2', 1, 0.5)];
    const won =
      '<tr><th scope="row" class="name"><bdi>q&lt;1&gt;</bdi></th><td>0.2500</td><td>1.0000</td><td class="won">+0.7500</td></tr>\n';
    const lost =
      '<tr><th scope="row" class="name"><bdi>q2</bdi></th><td>1.0000</td><td>0.5000</td><td class="lost">-0.5000</td></tr>\n';
    const drawn = (changes: Partial<Comparison>) => movedTable(comparison(changes), new Map()).markup;
    expect(drawn({ helped, hurt })).toBe(
      `${head}${group('Most helped', won)}${group('Most hurt', lost)}</table>`,
    );
    expect(drawn({ helped })).toBe(`${head}${group('Most helped', won)}</table>`);
    expect(drawn({ hurt })).toBe(`${head}${group('Most hurt', lost)}</table>`);
    expect(drawn({})).toBe('<p>No query moved.</p>');
  });

  it('tells the text of a query in a row below it', () => {
    const texts = new Map([['q1', 'what & why?']]);
    expect(movedTable(comparison({ helped: [moved('q1', 0, 1)] }), texts).markup).toBe(
      `${head}${group(
        'Most helped',
        `<tr class="told"><th scope="row" class="name"><bdi>q1</bdi></th><td>0.0000</td><td>1.0000</td><td class="won">+1.0000</td></tr>
<tr><td colspan="4" class="text"><bdi>what &amp; why?</bdi></td></tr>
`,
      )}</table>`,
    );
  });
});

describe('the table of results', () => {
  const means = (...pairs: (readonly [number, Comparison?])[]) =>
    pairs.map(([mean, each], i) => ({
      measure: ['RR', 'P@1'][i]!,
      mean,
      values: [mean],
      ...(each && { comparison: each }),
    }));
  const risks = [{ alpha: 2, uRisk: -0.5, tRisk: 0 }];
  const result: ExperimentResult = {
    baseline: 'bm25',
    test: 't',
    correction: 'none',
    significance: 0.05,
    measures: ['RR', 'P@1'],
    queries: ['q1', 'q2'],
    systems: [
      { name: 'bm25', run: new Map(), results: means([0.5], [0.25]) },
      {
        name: 'r&m',
        run: new Map(),
        results: means(
          [0.75, comparison({ significant: true, risks })],
          [0, comparison({ significant: true, meanDifference: -0.25, risks })],
        ),
      },
    ],
  };
  const open =
    '<div class="scroll" role="region" tabindex="0" aria-label="Result"><table>\n' +
    '<caption class="unseen">Mean of each measure, one system a row</caption>\n';

  it('marks what is better and worse, with a word for who hears it', () => {
    expect(resultTable(result).markup).toBe(
      `${open}<thead><tr><th scope="col" class="name">System</th><th scope="col">RR</th><th scope="col">P@1</th><th scope="col">W/T/L</th><th scope="col">URisk(2)</th></tr></thead>
<tbody>
<tr><th scope="row" class="name"><bdi>bm25</bdi></th><td>0.5000</td><td>0.2500</td><td>–</td><td>–</td></tr>
<tr><th scope="row" class="name"><bdi>r&amp;m</bdi></th><td>0.7500<span class="won"><span aria-hidden="true">▲</span><span class="unseen"> better</span></span></td><td>0.0000<span class="lost"><span aria-hidden="true">▼</span><span class="unseen"> worse</span></span></td><td>3/2/1</td><td>-0.5000</td></tr>
</tbody>
</table></div>
<p>2 queries. Baseline: bm25. W/T/L and URisk: RR against it.</p>
<p>▲ ▼ better, worse: two-sided paired t-test, p uncorrected &lt; 0.05.</p>
`,
    );
  });

  it('has letters and the highest means in bold where all were compared, figures behind them to the left', () => {
    const pair = { ...difference({ significant: true }), first: 'bm25', second: 'r&m' };
    const pairs = [
      { ...pair, measure: 'RR' },
      { ...pair, measure: 'P@1', meanDifference: -0.25 },
    ];
    expect(resultTable({ ...result, pairs }).markup).toBe(
      `${open}<thead><tr><th scope="col" class="lettered">#</th><th scope="col" class="name">System</th><th scope="col" class="lettered">RR</th><th scope="col" class="lettered">P@1</th><th scope="col">W/T/L</th><th scope="col">URisk(2)</th></tr></thead>
<tbody>
<tr><td class="lettered">a</td><th scope="row" class="name"><bdi>bm25</bdi></th><td class="lettered">0.5000</td><td class="lettered"><strong>0.2500</strong><sup>b</sup></td><td>–</td><td>–</td></tr>
<tr><td class="lettered">b</td><th scope="row" class="name"><bdi>r&amp;m</bdi></th><td class="lettered"><strong>0.7500</strong><sup>a</sup></td><td class="lettered">0.0000</td><td>3/2/1</td><td>-0.5000</td></tr>
</tbody>
</table></div>
<p>2 queries. Baseline: bm25. W/T/L and URisk: RR against it.</p>
<p>Letters: systems that it is better than (two-sided paired t-test, p uncorrected &lt; 0.05).</p>
`,
    );
  });
});
