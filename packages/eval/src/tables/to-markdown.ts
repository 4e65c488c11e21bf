import type { ExperimentResult } from '../experiment/result.js';
import { better, type Figure, tableOf, worse } from './table.js';

/** A result as a table of GitHub-flavoured Markdown, names escaped. Ends with a line break. */
export function toMarkdown(result: ExperimentResult): string {
  const { columns, rows, lettered, legend } = tableOf(result);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const heads = lettered ? ['#', 'System'] : ['System'];
  const head = line([...heads, ...columns].map(escaped));
  const rule = line([
    ...heads.map(() => '---'),
    ...columns.map((_, i) => (lettered && i < result.measures.length ? '---' : '---:')),
  ]);
  const body = rows.map(({ letter, name, figures }) =>
    line([...(letter === undefined ? [] : [letter]), escaped(name), ...figures.map(drawn)]),
  );
  // Two blanks at the end of a line break it.
  return `${[head, rule, ...body, '', legend.map(escaped).join('  \n')].join('\n')}\n`;
}

function drawn({ text, mark = '', best = false }: Figure): string {
  const figure = best ? `**${escaped(text)}**` : escaped(text);
  return mark === '' || mark === better || mark === worse ? figure + mark : `${figure}<sup>${mark}</sup>`;
}

/** Everything that could begin markup, HTML, an entity or a formula, and the bar that ends a cell. */
function escaped(text: string): string {
  return text.replace(/[\\`*_~[\]<>|&$]/g, '\\$&');
}
