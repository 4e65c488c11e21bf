import { nearest, optionError } from '@reprise/spec';
import type { Family, Measure } from './measure.js';
import { families, groups } from './registry.js';

/**
 * Reads the name of a measure in either of two spellings and returns what it stands for, one measure or more:
 *
 * - ir_measures: `nDCG@10`, `nDCG(dcg='exp-log2')@10`, `AP`, `AP(rel=2)@100`, `RR@10`, `RBP(rel=2,p=0.8)`.
 *   `rel` is the grade from which a document is relevant. BEIR's `R_cap@100` is read too.
 * - trec_eval, as given to `-m` or as printed: `map`, `ndcg_cut` (its usual cut-offs), `ndcg_cut.5,10`,
 *   `ndcg_cut_10`, gains in place of grades (`ndcg.1=3,2=9`), the weights of `utility.1,-1,0,0`, and the groups
 *   `official`, `set` and `all_trec`.
 *
 * An unknown name is refused with `INVALID_OPTION`, the nearest known one and the list of all.
 */
export function parseMeasure(text: string): readonly Measure[] {
  const measures =
    groups.get(text)?.flatMap((family) => trecMeasures(family)) ?? irMeasure(text) ?? trecMeasure(text);
  if (measures !== undefined) return measures;
  if (/^(all_)?prefs|avgjg|_jg$/.test(text)) {
    const others = "trec_eval's measures of preferences and of several judges are not among them";
    throw optionError('measure', text, `a known one; known are ${known.join(', ')}; ${others}`);
  }
  const meant = nearest(text, known);
  const perhaps = meant === undefined ? '' : `, perhaps ${meant}`;
  throw optionError('measure', text, `a known one${perhaps}; known are ${known.join(', ')}`);
}

const known: readonly string[] = [
  ...families.flatMap((family) => (family.name === undefined ? [] : exampleOf(family))),
  ...families.flatMap(({ trec }) => trec ?? []),
  ...groups.keys(),
].filter((name, i, names) => names.indexOf(name) === i);

function exampleOf({ name, variant, cutoffs, cutoff }: Family): string {
  if (cutoff === 'persistence') return `${name}(p=${cutoffs?.[0]})`;
  return `${name}${variant === undefined ? '' : `(${variant})`}${cutoffs === undefined ? '' : '@10'}`;
}

/** `AP(rel=2)@100`, `RBP(rel=2,p=0.8)` or `nDCG(dcg='exp-log2')@10` */
function irMeasure(text: string): readonly Measure[] | undefined {
  const match = /^([A-Za-z_]+)(?:\(([^)]*)\))?(?:@(.+))?$/.exec(text);
  if (match === null) return undefined;
  const [, name, list, at] = match;
  const parameters = list?.split(',') ?? [];
  const take = (form: RegExp): string | undefined => {
    const i = parameters.findIndex((parameter) => form.test(parameter));
    return i < 0 ? undefined : form.exec(parameters.splice(i, 1)[0]!)![1];
  };
  const rel = take(/^rel=(\d+)$/);
  const p = take(/^p=(.+)$/);
  // Whatever else stands in the brackets must be the family's own.
  const variant = parameters.length === 0 ? undefined : parameters.join(',');
  const family = families.find(
    (one) =>
      one.name === name &&
      one.variant === variant &&
      (one.cutoff === 'persistence'
        ? at === undefined
        : p === undefined && (one.cutoffs === undefined) === (at === undefined)),
  );
  if (family === undefined) return undefined;
  const cutoff = cutoffOf(family, family.cutoff === 'persistence' ? (p ?? `${family.cutoffs?.[0]}`) : at);
  const measure = { name: text, family, cutoff };
  if (rel === undefined)
    return [Object.freeze({ ...measure, ...(family.trec && { trec: trecName(family, at) }) })];
  if (family.graded) throw optionError('measure', text, `${name} without rel: it has no level`);
  if (Number(rel) < 1) throw optionError('measure', text, 'rel as a whole number of at least 1');
  return [Object.freeze({ ...measure, level: Number(rel) })];
}

/** `ndcg_cut`, `ndcg_cut.5,10`, `ndcg_cut_10`, `ndcg.1=3,2=9` or `utility.1,-1,0,0` */
function trecMeasure(text: string): readonly Measure[] | undefined {
  for (const family of families) {
    if (family.trec === undefined || !text.startsWith(family.trec)) continue;
    const rest = text.slice(family.trec.length);
    if (rest === '') return trecMeasures(family);
    const list = /^[._](?=[-\d.])(.*)$/.exec(rest)?.[1];
    if (family.gains && list !== undefined) return [withGains(family, list)];
    if (family.parameters && list !== undefined) return [withParameters(family, family.parameters, list)];
    if (family.cutoff === undefined && family.cutoffs === undefined) continue;
    if (/^[._][\d.,]+$/.test(rest)) return trecMeasures(family, rest.slice(1));
  }
  return undefined;
}

/** `1=3,2=9`: a document of grade 1 gains 3, one of grade 2 gains 9, all others their grade. */
function withGains(family: Family, list: string): Measure {
  const pairs = list.split(',').map((pair) => /^(\d{1,15})=(\d+(?:\.\d*)?|\.\d+)$/.exec(pair));
  const gains = new Map(pairs.map((pair) => [Number(pair?.[1]), Number(pair?.[2])]));
  if (!pairs.every((pair) => pair !== null) || gains.size < pairs.length)
    throw optionError(
      `the gains of measure ${family.trec}`,
      list,
      'grade=gain pairs, each grade once and no gain below 0, such as 1=3,2=9',
    );
  const name = `${family.trec}_${list}`;
  return Object.freeze({ name, trec: name, family, cutoff: Number.NaN, gains });
}

function withParameters(family: Family, defaults: readonly number[], list: string): Measure {
  const parts = list.split(',');
  const parameters = parts.map((part) =>
    /^-?(\d+(?:\.\d*)?|\.\d+)$/.test(part) ? Number(part) : Number.NaN,
  );
  // The last number, of trec_eval's four, weighs the documents that neither file names.
  if (parts.length !== defaults.length || parameters.some(Number.isNaN) || parameters.at(-1) !== 0)
    throw optionError(
      `the weights of measure ${family.trec}`,
      list,
      `${defaults.length} numbers, the last of them 0, such as ${defaults.join()}`,
    );
  const name = `${family.trec}_${list}`;
  return Object.freeze({ name, trec: name, family, cutoff: Number.NaN, parameters });
}

/** One measure per cut-off; trec_eval's own cut-offs where no list is given. */
function trecMeasures(family: Family, list?: string): readonly Measure[] {
  const cutoffs = list?.split(',') ?? family.cutoffs?.map(String) ?? [undefined];
  return cutoffs.map((text) => {
    const cutoff = cutoffOf(family, text);
    const name = trecName(family, text);
    const { parameters } = family;
    return Object.freeze({ name, trec: name, family, cutoff, ...(parameters && { parameters }) });
  });
}

function cutoffOf(family: Family, text: string | undefined): number {
  if (text === undefined) return Number.NaN;
  if (family.cutoff === 'persistence') {
    if (/^(?:\d+(?:\.\d+)?|\.\d+)$/.test(text) && Number(text) > 0 && Number(text) < 1) return Number(text);
    throw optionError(`the p of measure ${family.name}`, text, 'a number between 0 and 1');
  }
  const rank = family.cutoff === undefined;
  if (rank ? /^[1-9]\d{0,14}$/.test(text) : /^(?:\d+(?:\.\d+)?|\.\d+)$/.test(text)) return Number(text);
  const expected = rank ? 'a whole number of at least 1' : 'a number of at least 0';
  throw optionError(`the cut-off of measure ${family.name ?? family.trec}`, text, expected);
}

function trecName({ trec, cutoff }: Family, text: string | undefined): string {
  if (text === undefined) return `${trec}`;
  return `${trec}_${cutoff === 'fraction' ? Number(text).toFixed(2) : text}`;
}
