import type { VectorRocchioOptions } from './vector-rocchio.js';

/** A published setting: options of `vectorRocchio`, and how many documents its judge takes. */
export interface VectorPreset extends VectorRocchioOptions {
  readonly documents: number;
}

/**
 * Rocchio settings by their sources; `average` by weights is `alpha` 1/(k+1) and `beta` k/(k+1).
 *
 *     const { documents, ...options } = vectorPresets.paperRocchio;
 *     feedback(vectorRocchio(options), { documents: index, judge: topK(documents) });
 */
export const vectorPresets: {
  readonly paperAverage: VectorPreset;
  readonly paperRocchio: VectorPreset;
  readonly interpolationStudy: VectorPreset;
  readonly pyserini: VectorPreset;
  readonly pyterrier: VectorPreset;
} = Object.freeze({
  /** Average of the query and 3 documents, fixed by arXiv 2108.11044. */
  paperAverage: Object.freeze({ documents: 3, alpha: 0.25, beta: 0.75 }),
  /** Rocchio of arXiv 2108.11044 with its fixed setting, not tuned by its authors. */
  paperRocchio: Object.freeze({ documents: 5, alpha: 0.4, beta: 0.6 }),
  /** Rocchio of "To Interpolate or not to Interpolate", arXiv 2205.00235. */
  interpolationStudy: Object.freeze({ documents: 3, alpha: 0.4, beta: 0.6 }),
  /** What Pyserini's command line takes where nothing is said. */
  pyserini: Object.freeze({ documents: 3, alpha: 0.9, beta: 0.1 }),
  /** What PyTerrier's dense package takes where nothing is said. */
  pyterrier: Object.freeze({ documents: 3, alpha: 1, beta: 0.2 }),
});
