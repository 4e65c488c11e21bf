import type { Encoder, Has, RepriseError, RunOptions } from '@reprise/spec';

/** What was said of a text, and what could not be. */
export interface Described extends Has<'features'> {
  /** Features that failed, by name, and why. */
  readonly failures: ReadonlyMap<string, RepriseError>;
}

/** Says something of texts: with a language model (`modelFeatures`) or without one (`extractiveFeatures`). */
export interface FeatureMaker extends Encoder<'text', 'features'> {
  /** Names of what it makes, in this order. A text may get fewer of them. */
  readonly features: readonly string[];
  /** What the features depend on beside the text, readable: a store keeps it. */
  readonly identity: string;
  /** `encode` that tells what failed. Batch in, batch out, same order; what would fail for every text rejects. */
  readonly describe: (batch: readonly Has<'text'>[], options?: RunOptions) => Promise<readonly Described[]>;
}

/** A maker of its `describe`. */
export function featureMaker(
  maker: Pick<FeatureMaker, 'name' | 'features' | 'identity' | 'describe'>,
): FeatureMaker {
  return Object.freeze({
    spec: 'v1',
    reads: ['text'],
    writes: ['features'],
    ...maker,
    encode: async (batch, _role, options) => {
      const described = await maker.describe(batch, options);
      described.forEach(({ failures }, i) => {
        for (const [feature, error] of failures) {
          options?.onProgress?.({
            kind: 'warning',
            code: 'SKIPPED_DOCUMENT',
            stage: maker.name,
            message: `text ${i} of the batch has no ${feature}: ${error.message}`,
          });
        }
      });
      return described.map(({ features }) => ({ features }));
    },
  } satisfies FeatureMaker);
}
