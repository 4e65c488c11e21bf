import type { ExperimentResult } from '../experiment/result.js';
import { better, tableOf, worse } from './table.js';

/** A name wider than this stands on a line of its own, so that the figures still fit 100 columns. */
const widestName = 40;

/** A result as an aligned table for a terminal. Ends with a line break. */
export function toText(result: ExperimentResult): string {
  const { columns, rows, legend } = tableOf(result);
  // A blank where others have a mark keeps the decimals under each other.
  const marked = columns.map((_, i) => rows.some((row) => hasMark(row[i]!)));
  const cells = [columns, ...rows].map((row) =>
    row.map((cell, i) => (marked[i] && !hasMark(cell) ? `${cell} ` : cell)),
  );
  const widths = columns.map((_, i) =>
    Math.max(...cells.map((row) => width(row[i]!)).filter((each) => i > 0 || each <= widestName)),
  );
  const line = ([name, ...figures]: readonly string[]): string => {
    const aligned = figures.map((cell, i) => ' '.repeat(widths[i + 1]! - width(cell)) + cell);
    const fits = width(name!) <= widestName;
    const start = fits ? name! + ' '.repeat(widths[0]! - width(name!)) : `${name}\n${' '.repeat(widths[0]!)}`;
    return [start, ...aligned].join('  ').trimEnd();
  };
  const [head, ...body] = cells.map(line);
  const rule = '-'.repeat(widths.reduce((sum, each) => sum + each + 2, -2));
  return `${[head, rule, ...body, '', ...legend].join('\n')}\n`;
}

function hasMark(cell: string): boolean {
  return cell.endsWith(better) || cell.endsWith(worse);
}

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const wide = /\p{Emoji_Presentation}|\ufe0f|\p{sc=Han}|\p{sc=Hiragana}|\p{sc=Katakana}|\p{sc=Hangul}/u;

/** Columns that a terminal gives to a text. */
function width(text: string): number {
  return [...characters.segment(text)].reduce((sum, { segment }) => sum + (wide.test(segment) ? 2 : 1), 0);
}
