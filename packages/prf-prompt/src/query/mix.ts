/**
 * The new query of the old one and of parts with shares, whose sum is at most 1:
 *
 *     vector   q' = (1 − Σ s)·q + Σ s·‖q‖·p/‖p‖
 *     terms    w(t) = ‖q‖·((1 − Σ s)·q(t)/‖q‖ + Σ s·p(t)/‖p‖),  ‖·‖ the sum of weights, p its θ heaviest terms
 *
 * So no part moves the query by more than its share, however long its vector is or however heavy its terms are. The
 * share of a part that says nothing stays with the query.
 */
import { compareIds, type DenseVector, RepriseError } from '@reprise/spec';

export interface VectorPart {
  readonly share: number;
  readonly vector: DenseVector;
}

export interface TermsPart {
  readonly share: number;
  readonly terms: ReadonlyMap<string, number>;
}

/** A term of the new query and where its weight comes from. */
export interface MixedTerm {
  readonly term: string;
  /** `original` and all of `parts`, rounded to float32. */
  readonly weight: number;
  /** The old query's part. */
  readonly original: number;
  /** What each part gave, in the order of the parts. */
  readonly parts: readonly number[];
}

/** Float64 inside, float32 in the new vector. Where nothing would be left, the query stays. */
export function mixVectors(query: DenseVector, parts: readonly VectorPart[], encoder: string): DenseVector {
  const length = norm(query, encoder);
  const said = parts.map(({ share, vector }) => {
    if (vector.space !== query.space || vector.data.length !== query.data.length)
      throw broken(encoder, 'vectors of different spaces or lengths');
    return { share, data: vector.data, length: norm(vector, encoder) };
  });
  const mixed = Float64Array.from(query.data);
  for (const { share, data, length: own } of said) {
    if (own === 0) continue;
    const scale = (share * length) / own;
    for (let i = 0; i < mixed.length; i++) mixed[i]! += scale * data[i]! - share * query.data[i]!;
  }
  const data = Float32Array.from(mixed);
  return { space: query.space, data: data.some((value) => value !== 0) ? data : query.data.slice() };
}

/** Heaviest term first, equal ones by their UTF-8 bytes. `theta`: terms that a part may give. */
export function mixTerms(
  query: ReadonlyMap<string, number>,
  parts: readonly TermsPart[],
  theta: number,
  encoder: string,
): readonly MixedTerm[] {
  const own = heaviest(query, Number.POSITIVE_INFINITY, encoder);
  const mass = total(own) || 1;
  const given = parts.map(({ share, terms }) => {
    const kept = heaviest(terms, theta, encoder);
    const sum = total(kept);
    return {
      share: sum === 0 ? 0 : share,
      of: new Map(kept.map(([term, w]) => [term, (w * share * mass) / sum])),
    };
  });
  const floor = 1 - given.reduce((sum, { share }) => sum + share, 0);
  const terms = new Set([...own.map(([term]) => term), ...given.flatMap(({ of }) => [...of.keys()])]);
  return [...terms]
    .map((term) => {
      const original = floor * (query.get(term) ?? 0);
      const each = given.map(({ of }) => of.get(term) ?? 0);
      return { term, weight: Math.fround(each.reduce((sum, w) => sum + w, original)), original, parts: each };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || compareIds(a.term, b.term));
}

type Weighted = readonly [term: string, weight: number];

function heaviest(terms: ReadonlyMap<string, number>, count: number, encoder: string): readonly Weighted[] {
  const all = [...terms].filter(([, weight]) => weight !== 0);
  const bad = all.find(([, weight]) => !(weight > 0 && weight < Number.POSITIVE_INFINITY));
  if (bad !== undefined)
    throw broken(encoder, `the term ${JSON.stringify(bad[0])} with the weight ${bad[1]}`);
  return all.sort(([a, x], [b, y]) => y - x || compareIds(a, b)).slice(0, count);
}

const total = (terms: readonly Weighted[]): number => terms.reduce((sum, [, weight]) => sum + weight, 0);

function norm({ data }: DenseVector, encoder: string): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]! * data[i]!;
  if (!Number.isFinite(sum)) throw broken(encoder, 'a vector that is not finite');
  return Math.sqrt(sum);
}

const broken = (encoder: string, what: string): RepriseError =>
  new RepriseError(
    'PLUGIN_CONTRACT',
    `${encoder} gave ${what}: finite ones of one space, weights of at least 0 belong there`,
    {
      details: { encoder },
    },
  );
