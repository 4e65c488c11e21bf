import type { Figures } from './bench.js';

/** The table as text, columns in the order in which rows first name them. */
export function table({ title, notes = [], rows }: Figures): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [columns, ...rows.map((row) => columns.map((column) => shown(row[column])))];
  const widths = columns.map((_, c) => Math.max(...cells.map((line) => line[c]!.length)));
  const lines = cells.map((line) =>
    line.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join('  '),
  );
  return [title, ...lines.map((line) => `  ${line}`), ...notes.map((note) => `  ${note}`), ''].join('\n');
}

/** Three significant digits, or all of a larger whole part: no run is repeatable to more. */
function shown(value: string | number | undefined): string {
  if (typeof value !== 'number') return value ?? '';
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
