import { optionError } from '@reprise/spec';
import { minMax } from '../normalisers/min-max.js';
import type { NormaliseOption } from '../normalisers/normalise-option.js';
import type { Normaliser } from '../normalisers/normaliser.js';

/** The chosen normaliser, by default `minMax()`. Refuses what is neither a normaliser nor `false`. */
export function checkNormalise({ normalise = minMax() }: NormaliseOption): Normaliser | false {
  if (normalise === false || typeof normalise?.normalise === 'function') return normalise;
  throw optionError('normalise', normalise, 'a normaliser, such as minMax(), or false');
}
