import { optionError } from '@reprise/spec';
import type { Analyzer } from './analyzer.js';
import { english } from './english.js';
import { language } from './language.js';
import { languageCodes } from './languages.js';
import { standard } from './standard.js';
import { whitespace } from './whitespace.js';

const factories: ReadonlyMap<string, () => Analyzer | Promise<Analyzer>> = new Map<
  string,
  () => Analyzer | Promise<Analyzer>
>([
  ['english', english],
  ['standard', standard],
  ['whitespace', whitespace],
  ...languageCodes.map((code) => [code, () => language(code)] as const),
]);

/** Every name that `analyzer` knows. */
export const analyzerNames: readonly string[] = Object.freeze([...factories.keys()]);

/** The analyzer that has this name, for command lines and saved indexes. Refuses an unknown one with `INVALID_OPTION`. */
export async function analyzer(name: string): Promise<Analyzer> {
  const factory = factories.get(name);
  if (factory === undefined) {
    const known = analyzerNames.join(', ');
    throw optionError('analyzer', name, `one of ${known}; the nearest is ${nearest(String(name))}`);
  }
  return factory();
}

/** The known name that takes the fewest letters put in, taken out or changed. */
function nearest(name: string): string {
  const wanted = name.slice(0, 64).toLowerCase();
  const distances = analyzerNames.map((known) => editDistance(wanted, known));
  return analyzerNames[distances.indexOf(Math.min(...distances))]!;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(changed, above[j]! + 1, row[j - 1]! + 1));
    }
  }
  return row[b.length]!;
}
