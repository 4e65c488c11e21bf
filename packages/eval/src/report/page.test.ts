import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { type ExperimentOptions, type ExperimentResult, experiment } from '../index.js';
import { style } from './style.js';
import { type HtmlOptions, toHtml } from './to-html.js';

const ids = ['q1', 'q2', 'q3', 'q4'];

/** RR is 1 / place, and P@1 is 1 at place 1. */
function resultOf(
  places: Readonly<Record<string, readonly number[]>>,
  options: Partial<ExperimentOptions<{ id: string }>> = {},
): Promise<ExperimentResult> {
  const hits = (place: number) =>
    Array.from({ length: place }, (_, i) => ({ id: i + 1 === place ? 'd' : `x${i}`, score: -i }));
  return experiment({
    systems: Object.entries(places).map(([name, list]) => ({
      name,
      run: new Map(list.map((place, i) => [ids[i]!, hits(place)])),
    })),
    queries: ids.map((id) => ({ id })),
    qrels: new Map(ids.map((id) => [id, new Map([['d', 1]])])),
    measures: ['RR'],
    ...options,
  });
}

const bm25 = [2, 2, 1, 4];
const rm3 = [1, 1, 2, 4];
const bo1 = [1, 1, 1, 1];

/** The page without what has tests of its own. */
async function pageOf(result: ExperimentResult, options?: HtmlOptions): Promise<string> {
  return (await toHtml(result, options))
    .replace(`<style>${style}</style>`, '(style)')
    .replace(/<svg.*?<\/svg>/gs, '(chart)');
}

const above = (title: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
(style)
</head>
<body>
<main>
<h1><bdi>${title}</bdi></h1>
`;
const below = '</main>\n</body>\n</html>\n';

describe('the page', () => {
  it('of two systems is what was run, the result, how to read it, and a section a measure', async () => {
    const page = await pageOf(await resultOf({ bm25, rm3 }, { risk: [1] }), {
      title: 'Q&amp;A',
      about: new Map([['a & b', 'c < d']]),
      queries: [{ id: 'q1', text: 'why?' }, { id: 'q3' }],
    });
    expect(page).toBe(`${above('Q&amp;amp;A')}<section>
<h2>What was run</h2>
<dl>
<dt>Systems</dt><dd><bdi>bm25</bdi> (baseline), <bdi>rm3</bdi></dd>
<dt>Queries</dt><dd>4 with judgements</dd>
<dt>Measures</dt><dd>RR</dd>
<dt>Significance</dt><dd>two-sided paired t-test, p with Holm&#39;s correction &lt; 0.05</dd>
<dt>a &amp; b</dt><dd><bdi>c &lt; d</bdi></dd>
</dl>
</section>

<section>
<h2>Result</h2>
<div class="scroll" role="region" tabindex="0" aria-label="Result"><table>
<caption class="unseen">Mean of each measure, one system a row</caption>
<thead><tr><th scope="col" class="name">System</th><th scope="col">RR</th><th scope="col">W/T/L</th><th scope="col">URisk(1)</th></tr></thead>
<tbody>
<tr><th scope="row" class="name"><bdi>bm25</bdi></th><td>0.5625</td><td>–</td><td>–</td></tr>
<tr><th scope="row" class="name"><bdi>rm3</bdi></th><td>0.6875</td><td>2/1/1</td><td>0.0000</td></tr>
</tbody>
</table></div>
<p>4 queries. Baseline: bm25. W/T/L and URisk: RR against it.</p>
<p>▲ ▼ better, worse: two-sided paired t-test, p with Holm&#39;s correction &lt; 0.05.</p>
</section>
<section>
<h2>How to read this</h2>
<ul>
<li>▲ and ▼ stand behind a mean that is significantly above or below the baseline's. Were all systems equally good, any of them would be marked under a measure in fewer than 0.05 of such experiments. What is not marked may differ all the same, but by too little for this many queries to tell.</li>
<li>W/T/L counts the queries that a system answers better than, as well as and worse than the baseline.</li>
<li>In a chart, each bar is one query, from the largest gain to the largest loss: wins stand above the line, losses hang below it, ties leave a gap. A good mean with long bars below the line helps many and hurts some badly.</li>
<li>URisk(α) is the mean difference with every loss counted 1 + α times; TRisk(α) is the same in standard errors, and beyond ±2 it is more than chance.</li>
</ul>
</section>
<section>
<h2>RR</h2>
<div class="scroll" role="region" tabindex="0" aria-label="RR"><table>
<caption>RR against the baseline <bdi>bm25</bdi> (0.5625)</caption>
<thead><tr><th scope="col" class="name">System</th><th scope="col">Difference</th><th scope="col">W/T/L</th><th scope="col">p</th><th scope="col">corrected</th><th scope="col">URisk(1)</th><th scope="col">TRisk(1)</th></tr></thead>
<tbody>
<tr><th scope="row" class="name"><bdi>rm3</bdi></th><td>+0.1250</td><td>2/1/1</td><td>0.6376</td><td>0.6376</td><td>0.0000</td><td>0.0000</td></tr>
</tbody>
</table></div>
<div class="systems">
<article>
<h3><bdi>rm3</bdi> against <bdi>bm25</bdi></h3>
<figure>
(chart)
<figcaption>RR, one bar a query: 2 wins, 1 tie, 1 loss. URisk(1) 0.0000.</figcaption>
</figure>
<table>
<caption class="unseen">Queries that moved most</caption>
<thead><tr><th scope="col" class="name">Query</th><th scope="col">baseline</th><th scope="col">system</th><th scope="col">difference</th></tr></thead>
<tbody>
<tr><th scope="rowgroup" colspan="4" class="group">Most helped</th></tr>
<tr class="told"><th scope="row" class="name"><bdi>q1</bdi></th><td>0.5000</td><td>1.0000</td><td class="won">+0.5000</td></tr>
<tr><td colspan="4" class="text"><bdi>why?</bdi></td></tr>
<tr><th scope="row" class="name"><bdi>q2</bdi></th><td>0.5000</td><td>1.0000</td><td class="won">+0.5000</td></tr>
</tbody>
<tbody>
<tr><th scope="rowgroup" colspan="4" class="group">Most hurt</th></tr>
<tr><th scope="row" class="name"><bdi>q3</bdi></th><td>1.0000</td><td>0.5000</td><td class="lost">-0.5000</td></tr>
</tbody>
</table>
</article>
</div>
</section>
${below}`);
  });

  it('of one system is what was run and the result', async () => {
    expect(await pageOf(await resultOf({ bm25 }))).toBe(`${above('Retrieval experiment')}<section>
<h2>What was run</h2>
<dl>
<dt>Systems</dt><dd><bdi>bm25</bdi></dd>
<dt>Queries</dt><dd>4 with judgements</dd>
<dt>Measures</dt><dd>RR</dd>
</dl>
</section>

<section>
<h2>Result</h2>
<div class="scroll" role="region" tabindex="0" aria-label="Result"><table>
<caption class="unseen">Mean of each measure, one system a row</caption>
<thead><tr><th scope="col" class="name">System</th><th scope="col">RR</th></tr></thead>
<tbody>
<tr><th scope="row" class="name"><bdi>bm25</bdi></th><td>0.5625</td></tr>
</tbody>
</table></div>
<p>4 queries.</p>
</section>
${below}`);
  });

  it('says in how many experiments chance would mark one, which a correction changes', async () => {
    const chance = async (correction: 'none' | 'bonferroni', compare: 'baseline' | 'all') =>
      (await pageOf(await resultOf({ bm25, rm3, bo1 }, { correction, compare, significance: 0.01 }))).match(
        /<li>(.*?) of such experiments/,
      )![1];
    expect(await chance('bonferroni', 'baseline')).toBe(
      "▲ and ▼ stand behind a mean that is significantly above or below the baseline's. Were all systems equally good, any of them would be marked under a measure in fewer than 0.01",
    );
    expect(await chance('none', 'all')).toBe(
      'The letters behind a mean are those of the systems that it is significantly above, and the highest mean is bold. Were two systems equally good, they would be marked as different in fewer than 0.01',
    );
  });

  it('says nothing of risk where none was asked for', async () => {
    const page = await pageOf(await resultOf({ bm25, rm3 }));
    expect(page).not.toContain('Risk');
    expect(page).toContain('hurts some badly.</li>\n</ul>\n');
  });

  it('compares with the baseline wherever it stands among the systems', async () => {
    const page = await pageOf(await resultOf({ rm3, bm25, bo1 }, { baseline: 'bm25' }));
    expect(page).toContain('<dd><bdi>rm3</bdi>, <bdi>bm25</bdi> (baseline), <bdi>bo1</bdi></dd>');
    expect(page).toContain('<caption>RR against the baseline <bdi>bm25</bdi> (0.5625)</caption>');
    expect(page.match(/<h3>.*<\/h3>/g)).toEqual([
      '<h3><bdi>rm3</bdi> against <bdi>bm25</bdi></h3>',
      '<h3><bdi>bo1</bdi> against <bdi>bm25</bdi></h3>',
    ]);
  });

  it('lists every pair of three systems under its measure', async () => {
    const options = { compare: 'all', correction: 'none', measures: ['RR', 'P@1'] } as const;
    const page = await pageOf(await resultOf({ bm25, rm3, bo1 }, options));
    const [, first, second] = page.split('<h3>Every pair</h3>\n');
    expect(first!.slice(0, first!.indexOf('</section>'))).toBe(
      `<div class="scroll" role="region" tabindex="0" aria-label="RR, every pair"><table>
<caption>RR, second against first</caption>
<thead><tr><th scope="col" class="name">First</th><th scope="col" class="name">Second</th><th scope="col">Difference</th><th scope="col">W/T/L</th><th scope="col">p</th><th scope="col">corrected</th></tr></thead>
<tbody>
<tr><th scope="row" class="name"><bdi>bm25</bdi></th><th scope="row" class="name"><bdi>rm3</bdi></th><td>+0.1250</td><td>2/1/1</td><td>0.6376</td><td>0.6376</td></tr>
<tr><th scope="row" class="name"><bdi>bm25</bdi></th><th scope="row" class="name"><bdi>bo1</bdi></th><td>+0.4375</td><td>3/1/0</td><td>0.0689</td><td>0.0689</td></tr>
<tr><th scope="row" class="name"><bdi>rm3</bdi></th><th scope="row" class="name"><bdi>bo1</bdi></th><td>+0.3125</td><td>2/2/0</td><td>0.1942</td><td>0.1942</td></tr>
</tbody>
</table></div>
`,
    );
    expect(second).toContain('<caption>P@1, second against first</caption>');
    expect(second!.match(/<td>[+-].*?<\/td>/g)).toEqual(
      ['+0.2500', '+0.7500', '+0.5000'].map((each) => `<td>${each}</td>`),
    );
    const two = await pageOf(await resultOf({ bm25, rm3 }, options));
    expect(two).not.toContain('Every pair');
    expect(two).toContain('</div>\n</section>\n<section>\n<h2>P@1</h2>');
  });
});

describe('the charts of a measure', () => {
  const chartsOf = async (places: Parameters<typeof resultOf>[0]) => [
    ...parseHTML(await toHtml(await resultOf(places))).document.querySelectorAll('svg'),
  ];
  const labels = async (places: Parameters<typeof resultOf>[0]) =>
    (await chartsOf(places)).map((chart) => chart.getAttribute('aria-label'));

  it('say to who hears them how many moved, and how far at most', async () => {
    const start = 'Bar chart of differences in RR: ';
    expect(await labels({ bm25, rm3, bo1, same: bm25 })).toEqual([
      `${start}2 wins, 1 tie, 1 loss, largest gain +0.5000, largest loss -0.5000`,
      `${start}3 wins, 1 tie, 0 losses, largest gain +0.7500`,
      `${start}0 wins, 4 ties, 0 losses`,
    ]);
    expect(await labels({ bm25: [1, 1, 1, 2], rm3: [1, 1, 1, 1] })).toEqual([
      `${start}1 win, 3 ties, 0 losses, largest gain +0.5000`,
    ]);
    expect(await labels({ bm25: [1, 1, 1, 1], rm3: [1, 1, 2, 4] })).toEqual([
      `${start}0 wins, 2 ties, 2 losses, largest loss -0.7500`,
    ]);
  });

  it('have one axis, from the largest loss of all to the largest gain, and always 0 on it', async () => {
    const ticks = (chart: Awaited<ReturnType<typeof chartsOf>>[number]) =>
      [...chart.querySelectorAll('text')].map(({ textContent }) => textContent);
    const both = await chartsOf({ bm25, rm3, bo1 });
    expect(both.map(ticks)).toEqual(Array(2).fill(['−0.4', '−0.2', '0.0', '0.2', '0.4', '0.6']));
    const gains = await chartsOf({ bm25, bo1 });
    expect(ticks(gains[0]!)).toEqual(['0.0', '0.2', '0.4', '0.6']);
    const losses = await chartsOf({ bo1, bm25 });
    expect(ticks(losses[0]!)).toEqual(['−0.6', '−0.4', '−0.2', '0.0']);
    const none = await chartsOf({ bm25, same: bm25 });
    expect(ticks(none[0]!)).toEqual(['−1.0', '−0.5', '0.0', '0.5', '1.0']);
  });
});
