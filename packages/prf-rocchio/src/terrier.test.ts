import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { CollectionStatistics, Feedback, FeedbackStrategy } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import { bo1, bo2, kl, klCorrect, rm3Terrier } from './index.js';

const shared = resolve(
  process.env.REPRISE_SHARED ?? fileURLToPath(new URL('../../../../shared/', import.meta.url)),
);
const available = existsSync(join(shared, 'golden/terrier/toy.json.gz'));

type Weights = readonly (readonly [term: number | string, weight: number])[];

interface Golden {
  readonly N: number;
  readonly tokens: number;
  /** Of the toy collection alone: its words, by which it names the terms of its queries. */
  readonly terms?: readonly string[];
  /** df and F of each term. */
  readonly termStats: readonly (readonly [number, number])[];
  /** Terrier's own number of each term. */
  readonly termIds: readonly number[];
  readonly docs: Readonly<Record<string, { readonly tf: readonly (readonly [number, number])[] }>>;
  readonly queries: readonly {
    readonly qid: string;
    readonly terms?: Weights;
    readonly first_pass: readonly (readonly [string, number, number])[];
    readonly expanded: Readonly<Record<string, Weights>>;
  }[];
}

const read = (file: string): Golden =>
  JSON.parse(gunzipSync(readFileSync(join(shared, 'golden/terrier', file))).toString());

/** Terms are named by Terrier's numbers, so that ties fall as they do there. */
function named({ terms = [], termIds }: Golden): (term: number | string) => string {
  const positions = new Map(terms.map((word, i) => [word, i]));
  return (term) => {
    const id = termIds[typeof term === 'number' ? term : (positions.get(term) ?? -1)];
    return id === undefined ? String(term) : String(id).padStart(6, '0');
  };
}

function statisticsOf(golden: Golden): CollectionStatistics {
  const name = named(golden);
  const known = new Map(golden.termStats.map((counts, i) => [name(i), counts]));
  return {
    documents: golden.N,
    tokens: golden.tokens,
    documentFrequency: (term) => known.get(term)?.[0] ?? 0,
    collectionFrequency: (term) => known.get(term)?.[1] ?? 0,
  };
}

type Options = Parameters<typeof bo1>[0];
type Make = (options: Options) => FeedbackStrategy<'terms', 'terms', 'terms'>;

/** Setting → how to make it, besides its number of terms. */
const models: readonly [string, Make][] = [
  ['Bo1-F-T', bo1],
  ['Bo2-F-T', bo2],
  ['KL-F-T', kl],
  ['KLCorrect-F-T', klCorrect],
  ['RM3-F-T', rm3Terrier],
  ['RM3-F-T-maxdp2', (options) => rm3Terrier({ ...options, maxDocumentFrequency: 1 })],
  ['Bo1-F-T-beta0.4', (options) => bo1({ ...options, beta: 0.4 })],
  ['Bo2-F-T-beta0.4', (options) => bo2({ ...options, beta: 0.4 })],
  ['KL-F-T-beta0.4', (options) => kl({ ...options, beta: 0.4 })],
];
const sizes = [
  [3, 10],
  [10, 30],
  [2, 3],
] as const;

/**
 * Whether all weights are Terrier's, divided by their maximum. If not, it must be for the terms that tie at the cut,
 * which Terrier cuts in the order of a hash map: each gains the least that any term gains, there or here.
 */
function agrees(
  expanded: Weights,
  name: (term: number | string) => string,
  ours: ReadonlyMap<string, number>,
  { query }: Feedback<'terms', 'terms'>,
  { documentFrequency }: CollectionStatistics,
): boolean {
  const theirs = new Map(expanded.map(([term, weight]) => [name(term), weight]));
  const largest = Math.max(...theirs.values());
  const gains = [...new Set([...theirs.keys(), ...ours.keys()])]
    // Terms that no document holds vanish from Terrier's RM3.
    .filter((term) => theirs.has(term) || documentFrequency(term) > 0)
    .map((term) => {
      const [their, our] = [theirs.get(term) ?? 0, (ours.get(term) ?? 0) * largest];
      const own = query.terms.get(term) ?? 0;
      return { term, same: Math.abs(their - our) <= 1e-6 * their, theirs: their - own, ours: our - own };
    });
  const least = Math.min(...gains.map((gain) => gain.theirs).filter((gain) => gain > 1e-9));
  const others = gains.filter(({ same }) => !same);
  for (const gain of others) {
    expect(Math.min(gain.theirs, gain.ours), gain.term).toBeCloseTo(0, 6);
    expect(Math.max(gain.theirs, gain.ours), gain.term).toBeCloseTo(least, 6);
  }
  return others.length === 0;
}

const note = available ? '' : ' (skipped: no shared collections)';

describe.skipIf(!available).each([
  { file: 'toy.json.gz', expansions: 96, tied: 0 },
  { file: 'nfcorpus.stats.json.gz', expansions: 130, tied: 19 },
  { file: 'cranfield.stats.json.gz', expansions: 130, tied: 17 },
])(`against Terrier on $file${note}`, (expected) => {
  it('gives the terms and weights of every model, divided by their maximum', async () => {
    const golden = read(expected.file);
    const name = named(golden);
    const statistics = statisticsOf(golden);
    let expansions = 0;
    let tied = 0;
    for (const [model, make] of models) {
      for (const [documents, terms] of sizes) {
        const setting = model.replace('F-T', `${documents}-${terms}`);
        for (const { qid, terms: asked = [], first_pass, expanded } of golden.queries) {
          const theirs = expanded[setting];
          if (theirs === undefined) continue;
          const feedback: Feedback<'terms', 'terms'> = {
            query: { id: qid, terms: new Map(asked.map(([term, weight]) => [name(term), weight])) },
            positive: first_pass.slice(0, documents).map(([id, , score], i) => ({
              id,
              rank: i + 1,
              score,
              terms: new Map(golden.docs[id]!.tf.map(([term, tf]) => [name(term), tf])),
            })),
            negative: [],
          };
          const [changed] = await make({ statistics, terms }).refine([feedback]);
          expansions++;
          if (!agrees(theirs, name, changed!.terms, feedback, statistics)) tied++;
        }
      }
    }
    expect({ expansions, tied }).toEqual({ expansions: expected.expansions, tied: expected.tied });
  });
});
