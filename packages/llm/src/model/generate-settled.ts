import { RepriseError, type RunOptions } from '@reprise/spec';
import { callEach } from './calls.js';
import { type FailureReason, reasonOf } from './failure.js';
import type { Generation, GenerationRequest, LanguageModel } from './language-model.js';

const ofOneAnswer: ReadonlySet<FailureReason | undefined> = new Set<FailureReason>([
  'refused',
  'too-long',
  'too-large',
  'malformed',
  'schema',
]);

/**
 * `model.generate` for long runs: a failure that concerns one request alone (refused, too long, too large,
 * malformed, not fitting its schema) is given back in its place as the error; what the next request would meet too
 * rejects.
 */
export function generateSettled(
  model: LanguageModel,
  batch: readonly GenerationRequest[],
  options?: RunOptions,
): Promise<(Generation | RepriseError)[]> {
  return callEach(
    model,
    batch,
    async (request, signal) => {
      try {
        const [made] = await model.generate([request], { signal });
        return made as Generation;
      } catch (error) {
        if (RepriseError.isInstance(error) && ofOneAnswer.has(reasonOf(error))) return error;
        throw error;
      }
    },
    options,
  );
}
