import { optionError } from '@reprise/spec';

export interface AllEqualOptions {
  /**
   * What the scores of a ranking become when they are all equal, from 0 to 1. Default 1 (Pyserini, Anserini): a
   * document that is found alone is not thrown away. 0 is ranx's.
   */
  readonly allEqual?: number;
}

export function checkAllEqual({ allEqual = 1 }: AllEqualOptions): number {
  if (!(allEqual >= 0 && allEqual <= 1)) throw optionError('allEqual', allEqual, 'a number from 0 to 1');
  return allEqual;
}
