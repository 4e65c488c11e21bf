import type { ColbertPrfOptions } from './expansion-options.js';
import { kMedoids } from './k-medoids.js';

/** A published setting: options of `colbertPrf`, and how many documents its judge takes. */
export interface ColbertPrfPreset extends Omit<ColbertPrfOptions, 'collection'> {
  readonly documents: number;
}

/**
 * Settings by their sources; what they do not name is the paper's: 24 clusters, 10 rows added, 10 neighbours.
 *
 *     const { documents, ...options } = colbertPrfPresets.paper;
 *     feedback(colbertPrf({ ...options, collection: index }), { documents: index, judge: topK(documents) });
 */
export const colbertPrfPresets: {
  readonly paper: ColbertPrfPreset;
  readonly mild: ColbertPrfPreset;
  readonly constructorDefaults: ColbertPrfPreset;
  readonly ictf: ColbertPrfPreset;
  readonly meanCosine: ColbertPrfPreset;
  readonly closest: ColbertPrfPreset;
  readonly kMedoids: ColbertPrfPreset;
} = Object.freeze({
  /** The setting of ICTIR 2021, and what pyterrier_colbert's `prf` takes where nothing is said. */
  paper: Object.freeze({ documents: 3 }),
  /** The same at β = 0.5, from the paper's released runs. */
  mild: Object.freeze({ documents: 3, beta: 0.5 }),
  /** What the class `ColbertPRF` of pyterrier_colbert takes where nothing is said: more documents than its `prf`. */
  constructorDefaults: Object.freeze({ documents: 10 }),
  /** TWEB 2023: rows are chosen and weighted by collection frequency. */
  ictf: Object.freeze({ documents: 3, weighting: 'ictf' }),
  /** TWEB 2023: by mean cosine, which is below 1 where idf is 4 to 8. Give it `meanCosine`: see `meanCosines`. */
  meanCosine: Object.freeze({ documents: 3, weighting: 'meanCosine', beta: 5 }),
  /** TWEB 2023, KMeans-Closest: no search for the nearest tokens. */
  closest: Object.freeze({ documents: 3, representative: 'closest' }),
  /** TWEB 2023, KMedoids: real token rows are the centres. */
  kMedoids: Object.freeze({ documents: 3, representative: 'closest', clusterer: kMedoids() }),
} as const);
