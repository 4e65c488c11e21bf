/**
 * A result as one HTML file that needs nothing else: no script, no request, charts as SVG.
 *
 * The same result and options give the same bytes: there is no date in it, and no time that a pipeline took.
 */
import type { Query } from '@reprise/spec';
import type { ExperimentResult } from '../experiment/result.js';
import { testOf } from '../tables/table.js';
import { loadPlot } from './load-plot.js';
import { cut, foreign, html, type Markup } from './markup.js';
import { measureSection } from './measure-section.js';
import { resultTable } from './result-table.js';
import { style } from './style.js';

export interface HtmlOptions {
  /** Head of the page. Default `Retrieval experiment`. */
  readonly title?: string;
  /**
   * What the result does not know, such as collection, versions and what a system's name stands for: names and
   * values, shown in this order. Default none.
   */
  readonly about?: ReadonlyMap<string, string>;
  /** The queries that were asked: where one has a text, it stands beside the id. Default none. */
  readonly queries?: readonly Query[];
}

/**
 * Names, ids and texts are escaped and cut after 160 characters. Needs the optional peers `@observablehq/plot` and
 * `linkedom`, loaded at the first call. Errors: `NOT_FOUND` where they are not installed.
 */
export async function toHtml(result: ExperimentResult, options: HtmlOptions = {}): Promise<string> {
  const { title = 'Retrieval experiment', about = new Map(), queries = [] } = options;
  const plotter = await loadPlot();
  const texts = new Map(queries.flatMap(({ id, text }) => (text === undefined ? [] : [[id, text]])));
  const compared = result.systems.length > 1;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${cut(title)}</title>
<style>${{ markup: style }}</style>
</head>
<body>
<main>
<h1>${foreign(title)}</h1>
${whatWasRun(result, about)}
<section>
<h2>Result</h2>
${resultTable(result)}</section>
${compared ? html`${howToRead(result)}${result.measures.map((_, i) => measureSection(result, i, plotter, texts))}` : html``}</main>
</body>
</html>
`.markup;
}

function whatWasRun(result: ExperimentResult, about: ReadonlyMap<string, string>): Markup {
  const { baseline, measures, queries, systems } = result;
  const line = (name: string, value: Markup): Markup => html`<dt>${cut(name)}</dt><dd>${value}</dd>\n`;
  return html`<section>
<h2>What was run</h2>
<dl>
${line(
  'Systems',
  html`${systems.map(({ name }, i) => html`${i > 0 ? ', ' : ''}${foreign(name)}${name === baseline && systems.length > 1 ? ' (baseline)' : ''}`)}`,
)}${line('Queries', html`${queries.length} with judgements`)}${line('Measures', html`${measures.join(', ')}`)}${
  systems.length > 1 ? line('Significance', html`${testOf(result)}`) : html``
}${[...about].map(([name, value]) => line(name, foreign(value)))}</dl>
</section>
`;
}

function howToRead({ significance, correction, pairs, systems }: ExperimentResult): Markup {
  const risks = systems.some(({ results }) => results[0]?.comparison?.risks.length);
  const marks =
    pairs === undefined
      ? html`▲ and ▼ stand behind a mean that is significantly above or below the baseline's`
      : html`The letters behind a mean are those of the systems that it is significantly above, and the highest mean is bold`;
  // A correction holds for its family, which is a measure.
  const chance =
    correction === 'none'
      ? 'Were two systems equally good, they would be marked as different'
      : 'Were all systems equally good, any of them would be marked under a measure';
  return html`<section>
<h2>How to read this</h2>
<ul>
<li>${marks}. ${chance} in fewer than ${significance} of such experiments. What is not marked may differ all the same, but by too little for this many queries to tell.</li>
<li>W/T/L counts the queries that a system answers better than, as well as and worse than the baseline.</li>
<li>In a chart, each bar is one query, from the largest gain to the largest loss: wins stand above the line, losses hang below it, ties leave a gap. A good mean with long bars below the line helps many and hurts some badly.</li>
${
  risks
    ? html`<li>URisk(α) is the mean difference with every loss counted 1 + α times; TRisk(α) is the same in standard errors, and beyond ±2 it is more than chance.</li>
`
    : html``
}</ul>
</section>
`;
}
