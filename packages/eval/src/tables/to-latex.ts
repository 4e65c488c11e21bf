import type { ExperimentResult } from '../experiment/result.js';
import { better, tableOf, worse } from './table.js';

/** A result as a LaTeX `tabular` that needs no package, names escaped, the legend below. Ends with a line break. */
export function toLatex(result: ExperimentResult): string {
  const { columns, rows, legend } = tableOf(result);
  const line = (cells: readonly string[]): string => `${cells.map(escaped).join(' & ')} \\\\`;
  return `${[
    `\\begin{tabular}{l${'r'.repeat(columns.length - 1)}}`,
    '\\hline',
    line(columns),
    '\\hline',
    ...rows.map(([name, ...figures]) => `${[escaped(name!), ...figures.map(figure)].join(' & ')} \\\\`),
    '\\hline',
    '\\end{tabular}',
    '',
    `{\\footnotesize ${legend.map(escaped).join(' ')}}`,
  ].join('\n')}\n`;
}

const special: ReadonlyMap<string, string> = new Map([
  ['\\', '\\textbackslash{}'],
  ['~', '\\textasciitilde{}'],
  ['^', '\\textasciicircum{}'],
  ['<', '\\textless{}'],
  ['>', '\\textgreater{}'],
  ['|', '\\textbar{}'],
  ['–', '--'],
  [better, '$^{\\uparrow}$'],
  [worse, '$^{\\downarrow}$'],
]);

function escaped(text: string): string {
  return text.replace(/[\\~^<>|–▲▼&%$#_{}]/g, (each) => special.get(each) ?? `\\${each}`);
}

/** A sign in text is a hyphen; in a formula it is a minus. */
function figure(cell: string): string {
  return escaped(cell).replace(/^[+-](?=\d)/, (sign) => `$${sign}$`);
}
