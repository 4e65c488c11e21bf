/**
 * Lower case of each code point alone, as `Character.toLowerCase` of Java has it: Σ is σ also at the end of a word and
 * İ is i without a combining dot, unlike `String.prototype.toLowerCase`. The table is fixed at Unicode 16, so that every
 * runtime gives the same terms.
 */
import { lowerCaseRuns } from './lower-case-table.js';

const lowerCaseOf: ReadonlyMap<number, number> = /* @__PURE__ */ readRuns();

function readRuns(): Map<number, number> {
  const mappings = new Map<number, number>();
  for (const run of lowerCaseRuns.split(' ')) {
    const [first, count, step, distance] = run.split(',').map((value) => Number.parseInt(value, 36));
    for (let i = 0; i < count!; i++) mappings.set(first! + i * step!, first! + i * step! + distance!);
  }
  return mappings;
}

export function lowerCaseFilter(tokens: readonly string[]): string[] {
  return tokens.map(lowerCase);
}

function lowerCase(token: string): string {
  for (let i = 0; i < token.length; i++) if (token.charCodeAt(i) > 0x7f) return lowerCaseByCodePoint(token);
  return token.toLowerCase();
}

function lowerCaseByCodePoint(token: string): string {
  let lower = '';
  for (const character of token) {
    const mapped = lowerCaseOf.get(character.codePointAt(0)!);
    lower += mapped === undefined ? character : String.fromCodePoint(mapped);
  }
  return lower;
}
