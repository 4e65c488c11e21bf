import type { ExperimentResult } from '../experiment/result.js';
import { better, type Figure, tableOf, worse } from './table.js';

/** A result as a LaTeX `tabular` that needs no package, names escaped, the legend below. Ends with a line break. */
export function toLatex(result: ExperimentResult): string {
  const { columns, rows, lettered, legend } = tableOf(result);
  const line = (cells: readonly string[]): string => `${cells.join(' & ')} \\\\`;
  const heads = lettered ? ['#', 'System'] : ['System'];
  return `${[
    `\\begin{tabular}{${'l'.repeat(heads.length)}${columns.map((_, i) => (lettered && i < result.measures.length ? 'l' : 'r')).join('')}}`,
    '\\hline',
    line([...heads, ...columns].map(escaped)),
    '\\hline',
    ...rows.map(({ letter, name, figures }) =>
      line([...(letter === undefined ? [] : [letter]), escaped(name), ...figures.map(drawn)]),
    ),
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

function drawn({ text, mark = '', best = false }: Figure): string {
  // A sign in text is a hyphen; in a formula it is a minus.
  const figure = escaped(text).replace(/^[+-](?=\d)/, (sign) => `$${sign}$`);
  const raised = special.get(mark) ?? (mark === '' ? '' : `$^{\\mathrm{${mark}}}$`);
  return (best ? `\\textbf{${figure}}` : figure) + raised;
}
