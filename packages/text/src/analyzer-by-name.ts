import { nearest, optionError } from '@reprise/spec';
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
    const meant = nearest(String(name), analyzerNames);
    const known = `one of ${analyzerNames.join(', ')}`;
    throw optionError('analyzer', name, meant === undefined ? known : `${known}; did you mean ${meant}?`);
  }
  return factory();
}
