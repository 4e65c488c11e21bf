import type { Normaliser } from './normaliser.js';

export interface NormaliseOption {
  /**
   * Brings the scores of each ranking to a common scale first; `false`: they are added as they are. Default `minMax()`,
   * as in ranx and as in the published comparisons of hybrid search.
   */
  readonly normalise?: Normaliser | false;
}
