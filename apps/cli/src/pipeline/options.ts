import { didYouMean } from '../did-you-mean.js';
import { syntaxError } from './parse-pipeline.js';
import type { OptionSyntax, StageSyntax } from './syntax.js';

/** What a value of an option must be. `numbers` is a quoted list such as "1,0.5". */
export type OptionType = 'number' | 'numbers' | 'boolean' | 'name' | 'pattern or false';

export type OptionValues = Readonly<Record<string, OptionSyntax['value']>>;

/** Checks the options of a stage against those that its word knows. A fault is a usage error. */
export function optionsOf(
  source: string,
  { word: name, options }: StageSyntax,
  types: ReadonlyMap<string, OptionType>,
): OptionValues {
  for (const [key, { value, at }] of options) {
    const type = types.get(key);
    if (type === undefined) {
      const known = [...types.keys()];
      const has = known.length === 0 ? 'it has none' : `it has: ${known.join(', ')}`;
      throw syntaxError(source, at, `${name} has no option ${key}${didYouMean(key, known)}; ${has}`);
    }
    if (!fits(value, type)) throw syntaxError(source, at, `${key} of ${name} must be ${expected[type]}`);
  }
  return Object.fromEntries([...options].map(([key, { value }]) => [key, value]));
}

const expected: Readonly<Record<OptionType, string>> = {
  number: 'a number',
  numbers: 'numbers in quotes, such as "1,0.5"',
  boolean: 'true or false',
  name: 'a name',
  'pattern or false': 'a pattern in quotes, or false',
};

function fits(value: OptionSyntax['value'], type: OptionType): boolean {
  if (type === 'pattern or false') return value === false || (typeof value === 'string' && isPattern(value));
  if (type === 'numbers') {
    return (
      typeof value === 'number' ||
      (typeof value === 'string' &&
        /^[^,]+(?:,[^,]+)*$/.test(value) &&
        value.split(',').every((part) => Number.isFinite(Number(part))))
    );
  }
  return typeof value === (type === 'name' ? 'string' : type);
}

function isPattern(source: string): boolean {
  try {
    new RegExp(source, 'u');
    return true;
  } catch {
    return false;
  }
}
