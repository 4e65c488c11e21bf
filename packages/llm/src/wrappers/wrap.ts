import type { RunOptions } from '@reprise/spec';
import { callEach, parts } from '../model/calls.js';
import type {
  Embeddings,
  Generation,
  GenerationRequest,
  LanguageModel,
  NextTokens,
  NextTokensRequest,
  Prompt,
  Usage,
} from '../model/language-model.js';
import { joined } from '../model/make-language-model.js';
import { defaultMaxTokens } from '../model/requests.js';
import { mostInputTokens } from '../model/usage.js';

/** What a wrapper does around one call of the model. `most` are the tokens that the call can cost. */
export type Around = <T extends { readonly usage?: Usage }>(
  call: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  most: number,
) => Promise<T>;

/** The same model with something around each of its calls. */
export function wrap<M extends LanguageModel>(model: M, around: Around): M {
  const { generate, embed, nextTokens } = model as LanguageModel;
  return Object.freeze({
    ...model,
    generate: (batch: readonly GenerationRequest[], options?: RunOptions): Promise<Generation[]> =>
      callEach(
        model as LanguageModel,
        batch,
        (request, signal) =>
          around(
            async (inner) => (await generate([request], { signal: inner }))[0]!,
            signal,
            mostInputTokens(request) + (request.maxTokens ?? defaultMaxTokens),
          ),
        options,
      ),
    ...(embed && {
      embed: async (batch: readonly (string | Prompt)[], options?: RunOptions): Promise<Embeddings> =>
        joined(
          await callEach(
            model as LanguageModel,
            parts(batch, options),
            (part, signal) =>
              around(
                (inner) => embed(part, { signal: inner, batchSize: part.length }),
                signal,
                part.reduce((sum, item) => sum + mostInputTokens(item), 0),
              ),
            options,
            (part) => part.length,
          ),
        ),
    }),
    ...(nextTokens && {
      nextTokens: (batch: readonly NextTokensRequest[], options?: RunOptions): Promise<NextTokens[]> =>
        callEach(
          model as LanguageModel,
          batch,
          (request, signal) =>
            around(
              async (inner) => (await nextTokens([request], { signal: inner }))[0]!,
              signal,
              mostInputTokens(request) + 1,
            ),
          options,
        ),
    }),
  });
}
