import { optionError } from '@reprise/spec';
import type { Clusterer } from './clusterer.js';
import { kernelKMeans } from './kernel-k-means.js';
import type { TokenCollection } from './token-collection.js';

export interface ColbertPrfOptions {
  /** The collection that the documents are of: the nearest tokens and how frequent they are. Usually the index. */
  readonly collection: TokenCollection;
  /** K, the number of clusters. Fewer different token rows give fewer. Default 24 (the paper's). */
  readonly clusters?: number;
  /** fe, how many rows to add at most. Default 10 (the paper's). */
  readonly expansions?: number;
  /** β, what the weights of the added rows are multiplied by, 0 to 1e6. Default 1 (the paper's). */
  readonly beta?: number;
  /** r, how many token rows of the collection name a centroid. Default 10 (the paper's). */
  readonly neighbours?: number;
  /**
   * σ, what clusters are chosen and weighted by. Of a cluster's token: `'idf'`, by how few documents hold it; `'ictf'`, by
   * how few rows of the collection are of it; `'meanCosine'`, by how alike its rows are. Default `'idf'` (the paper's).
   */
  readonly weighting?: 'idf' | 'ictf' | 'meanCosine';
  /** What `meanCosines` made of the collection, for `weighting: 'meanCosine'`. */
  readonly meanCosine?: (token: number) => number;
  /**
   * What stands for a cluster: `'centroid'`, named by the collection's tokens nearest to it; `'closest'`, the cluster's row
   * nearest to the centroid, named by its own token, without asking the collection. Default `'centroid'` (the paper's).
   */
  readonly representative?: 'centroid' | 'closest';
  /** What makes the clusters. Default `kernelKMeans()`. */
  readonly clusterer?: Clusterer;
  /** Seed of the clusterer's random numbers, 0 to 2³² − 1. Default 42 (the reference's). */
  readonly seed?: number;
  /** Whether clusters named by a piece without any letter or digit are left out. Default false (the reference's). */
  readonly wordsOnly?: boolean;
  /** A test of your own of what is left out, by the word piece. Special tokens are, in any case. Default: nothing more. */
  readonly exclude?: (label: string) => boolean;
  /**
   * Fills every document up to so many rows of zeros, which are clustered with the others: what the reference does, to 180.
   * Default 0: none, and rows of zeros that a document has are left out.
   */
  readonly padTo?: number;
}

/** All options, checked and with their defaults. */
export type Settings = Required<Omit<ColbertPrfOptions, 'meanCosine'>> &
  Pick<ColbertPrfOptions, 'meanCosine'>;

export function settings(options: ColbertPrfOptions): Settings {
  const { collection, clusters = 24, expansions = 10, beta = 1, neighbours = 10, meanCosine } = options;
  const { weighting = 'idf', representative = 'centroid', clusterer = kernelKMeans(), seed = 42 } = options;
  const { wordsOnly = false, exclude = () => false, padTo = 0 } = options;
  if (typeof collection?.nearestTokens !== 'function') {
    throw optionError('collection', collection, 'the index that holds the token rows of the documents');
  }
  for (const [name, value] of Object.entries({ clusters, expansions, neighbours })) {
    if (!(Number.isInteger(value) && value >= 1)) {
      throw optionError(name, value, 'a whole number of at least 1');
    }
  }
  if (!(beta >= 0 && beta <= 1e6)) throw optionError('beta', beta, 'a number from 0 to 1e6');
  oneOf('weighting', weighting, ['idf', 'ictf', 'meanCosine']);
  oneOf('representative', representative, ['centroid', 'closest']);
  if (weighting === 'meanCosine' && typeof meanCosine !== 'function') {
    throw optionError(
      'meanCosine',
      meanCosine,
      "what meanCosines makes of the collection's documents, as weighting is 'meanCosine'",
    );
  }
  if (typeof clusterer?.cluster !== 'function') {
    throw optionError('clusterer', clusterer, 'kernelKMeans(), mlKmeans(), kMedoids() or one of your own');
  }
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)) {
    throw optionError('seed', seed, 'a whole number from 0 to 4294967295');
  }
  if (!(Number.isInteger(padTo) && padTo >= 0)) {
    throw optionError('padTo', padTo, 'a whole number of at least 0');
  }
  return {
    ...{ collection, clusters, expansions, beta, neighbours, weighting, representative },
    ...{ clusterer, seed, wordsOnly, exclude, padTo },
    ...(meanCosine !== undefined && { meanCosine }),
  };
}

function oneOf(name: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) throw optionError(name, value, `one of ${known.join(', ')}`);
}
