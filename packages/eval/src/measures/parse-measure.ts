import { optionError } from '@reprise/spec';
import type { Family, Measure } from './measure.js';
import { nearest } from './nearest.js';
import { families, groups } from './registry.js';

/**
 * Reads the name of a measure in either of two spellings and returns what it stands for, one measure or more:
 *
 * - ir_measures: `nDCG@10`, `AP`, `AP(rel=2)@100`, `RR@10`, `R@1000`, `Judged@10`. `rel` is the grade from
 *   which a document is relevant.
 * - trec_eval, as given to `-m` or as printed: `map`, `ndcg_cut` (its usual cut-offs), `ndcg_cut.5,10`,
 *   `ndcg_cut_10`, and the groups `official`, `set` and `all_trec`.
 *
 * An unknown name is refused with `INVALID_OPTION`, the nearest known one and the list of all.
 */
export function parseMeasure(text: string): readonly Measure[] {
  const measures =
    groups.get(text)?.flatMap((family) => trecMeasures(family, '')) ?? irMeasure(text) ?? trecMeasure(text);
  if (measures !== undefined) return measures;
  throw optionError(
    'measure',
    text,
    `a known one, perhaps ${nearest(text, known)}; known are ${known.join(', ')}`,
  );
}

const known: readonly string[] = [
  ...families.flatMap(({ name, cutoffs }) => (name === undefined ? [] : cutoffs ? `${name}@10` : name)),
  ...families.flatMap(({ trec }) => trec ?? []),
  ...groups.keys(),
].filter((name, i, names) => names.indexOf(name) === i);

/** `AP(rel=2)@100` */
function irMeasure(text: string): readonly Measure[] | undefined {
  const [, name, rel, at] = /^([A-Za-z]+)(?:\(rel=(\d+)\))?(?:@(.+))?$/.exec(text) ?? [];
  const family = families.find(
    (one) => one.name === name && (one.cutoffs !== undefined) === (at !== undefined),
  );
  if (family?.name === undefined) return undefined;
  if (rel === undefined) return [measureOf(family, at ?? '', text)];
  if (family.graded) throw optionError('measure', text, `${name} without rel: it has no level`);
  if (Number(rel) < 1) throw optionError('measure', text, 'rel as a whole number of at least 1');
  const { trec: _, ...measure } = measureOf(family, at ?? '', text);
  return [{ ...measure, level: Number(rel) }];
}

/** `ndcg_cut`, `ndcg_cut.5,10` or `ndcg_cut_10` */
function trecMeasure(text: string): readonly Measure[] | undefined {
  for (const family of families) {
    if (family.trec === undefined || !text.startsWith(family.trec)) continue;
    const rest = text.slice(family.trec.length);
    if (rest === '') return trecMeasures(family, '');
    if (family.cutoff === undefined && family.cutoffs === undefined) continue;
    if (/^[._][\d.,]+$/.test(rest)) return trecMeasures(family, rest.slice(1));
  }
  return undefined;
}

/** One measure per cut-off; trec_eval's own cut-offs where the list is empty. */
function trecMeasures(family: Family, list: string): readonly Measure[] {
  const cutoffs = list === '' ? (family.cutoffs?.map(String) ?? ['']) : list.split(',');
  return cutoffs.map((cutoff) => measureOf(family, cutoff));
}

function measureOf(family: Family, text: string, name?: string): Measure {
  const cutoff = text === '' ? Number.NaN : Number(text);
  const { cutoff: kind = 'rank' } = family;
  if (text !== '' && !(kind === 'rank' ? Number.isSafeInteger(cutoff) && cutoff >= 1 : cutoff >= 0)) {
    const expected = kind === 'rank' ? 'a whole number of at least 1' : 'a number of at least 0';
    throw optionError(`the cut-off of measure ${family.name ?? family.trec}`, text, expected);
  }
  const suffix = text === '' ? '' : `_${kind === 'fraction' ? cutoff.toFixed(2) : text}`;
  const trec = family.trec === undefined ? undefined : `${family.trec}${suffix}`;
  return Object.freeze({
    name: name ?? trec ?? '',
    ...(trec !== undefined && { trec }),
    family,
    cutoff,
  });
}
