import type { Hit } from '@reprise/spec';

/** Brings the scores of rankings of one query to a common scale, best first again. */
export interface Normaliser {
  readonly name: string;
  readonly normalise: (rankings: readonly (readonly Hit[])[]) => readonly (readonly Hit[])[];
}
