import type { ExperimentResult } from '../experiment/result.js';
import { tableOf } from './table.js';

/** A result as a table of GitHub-flavoured Markdown, names escaped. Ends with a line break. */
export function toMarkdown(result: ExperimentResult): string {
  const { columns, rows, legend } = tableOf(result);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, i) => (i === 0 ? '---' : '---:'));
  const body = rows.map((row) => line(row.map(escaped)));
  // Two blanks at the end of a line break it.
  return `${[line(columns.map(escaped)), line(rule), ...body, '', legend.map(escaped).join('  \n')].join('\n')}\n`;
}

/** Everything that could begin markup, HTML, an entity or a formula, and the bar that ends a cell. */
function escaped(text: string): string {
  return text.replace(/[\\`*_~[\]<>|&$]/g, '\\$&');
}
