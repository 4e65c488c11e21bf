import { optionError } from '@reprise/spec';
import { unit } from './arithmetic.js';

export interface NormaliseOptions {
  /**
   * What is brought to Euclidean length 1: nothing, the vectors of query and documents before they are mixed, the
   * new vector, or both. Default `'none'`, as in Pyserini and PyTerrier: where vectors differ in length (ANCE,
   * TAS-B, TCT-ColBERT), the longer ones then weigh more in the mixture.
   */
  readonly normalise?: 'none' | 'inputs' | 'output' | 'both';
}

export interface Normalise {
  readonly input: (vector: Float32Array) => Float32Array | Float64Array;
  readonly output: (vector: Float64Array) => Float64Array;
}

const choices = ['none', 'inputs', 'output', 'both'];

export function normaliser({ normalise = 'none' }: NormaliseOptions): Normalise {
  if (!choices.includes(normalise)) throw optionError('normalise', normalise, `one of ${choices.join(', ')}`);
  const inputs = normalise === 'inputs' || normalise === 'both';
  const output = normalise === 'output' || normalise === 'both';
  return {
    input: (vector) => (inputs ? unit(new Float64Array(vector)) : vector),
    output: (vector) => (output ? unit(vector) : vector),
  };
}
