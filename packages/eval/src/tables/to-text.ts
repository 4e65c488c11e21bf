import { letters } from '../experiment/letters.js';
import type { ExperimentResult } from '../experiment/result.js';
import { tableOf } from './table.js';

/** A name wider than this stands on a line of its own, so that the figures still fit 100 columns. */
const widestName = 40;

/** A result as an aligned table for a terminal. Ends with a line break. */
export function toText(result: ExperimentResult): string {
  const { columns, rows, lettered, legend } = tableOf(result);
  const heads = [lettered ? '#  System' : 'System', ...columns];
  const names = rows.map(({ letter, name }) => (letter === undefined ? name : `${letter}  ${name}`));
  const marks = rows.map(({ figures }) => ['', ...figures.map(({ mark = '' }) => raised(mark))]);
  // Blanks where other rows have marks keep the decimals under each other.
  const room = heads.map((_, i) => Math.max(...marks.map((row) => width(row[i]!))));
  const cells = [
    heads.map((head, i) => head + ' '.repeat(room[i]!)),
    ...rows.map(({ figures }, j) =>
      [names[j]!, ...figures.map(({ text }) => text)].map((text, i) => {
        const mark = marks[j]![i]!;
        return text + mark + ' '.repeat(room[i]! - width(mark));
      }),
    ),
  ];
  const widths = heads.map((_, i) =>
    Math.max(...cells.map((row) => width(row[i]!)).filter((each) => i > 0 || each <= widestName)),
  );
  const line = ([name, ...figures]: readonly string[]): string => {
    const aligned = figures.map((cell, i) => ' '.repeat(widths[i + 1]! - width(cell)) + cell);
    const fits = width(name!) <= widestName;
    const start = fits ? name! + ' '.repeat(widths[0]! - width(name!)) : `${name}\n${' '.repeat(widths[0]!)}`;
    return [start, ...aligned].join('  ');
  };
  const [head, ...body] = cells.map(line);
  const rule = '-'.repeat(widths.reduce((sum, each) => sum + each + 2, -2));
  return `${[head, rule, ...body, '', ...legend].join('\n')}\n`;
}

const superscripts = [...'ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖ𐞥ʳˢᵗᵘᵛʷˣʸᶻ'];

/** The letters of a mark as superscripts. */
function raised(mark: string): string {
  return mark.replace(/[a-z]/g, (letter) => superscripts[letters.indexOf(letter)]!);
}

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const wide = /\p{Emoji_Presentation}|\ufe0f|\p{sc=Han}|\p{sc=Hiragana}|\p{sc=Katakana}|\p{sc=Hangul}/u;

/** Columns that a terminal gives to a text. */
function width(text: string): number {
  return [...characters.segment(text)].reduce((sum, { segment }) => sum + (wide.test(segment) ? 2 : 1), 0);
}
