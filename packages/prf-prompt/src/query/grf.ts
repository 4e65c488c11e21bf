/**
 * Generative relevance feedback: a language model writes, at query time, what documents that answer the query might
 * say, and that is taken for feedback.
 *
 *     terms    P(w|R) = weight·P(w|Q) + (1 − weight)·P(w|D),  D all that was written, its θ heaviest terms
 *     vector   q' = weight·e(Q) + (1 − weight)/n · Σ e(D_f),  D_f what was written for each of n features
 *
 * Mackie, Chatterjee and Dalton: Generative Relevance Feedback with Large Language Models, SIGIR 2023 (arXiv
 * 2304.13157), all ten features together being its best setting; for vectors their follow-up, Generative and
 * Pseudo-Relevant Feedback for Sparse, Dense and Learned Sparse Retrieval (arXiv 2305.07477).
 *
 * Departures: the model's temperature is 0, the papers' 0.7; one answer a feature is asked for; parts are brought to
 * the length of the query's encoding (see `mix.ts`). The documents of the first pass are not looked at: the strategy
 * sees nothing.
 */
import { generateSettled, type LanguageModel } from '@reprise/llm';
import {
  type Encoder,
  type FeedbackStrategy,
  type Has,
  optionError,
  RepriseError,
  type RunOptions,
} from '@reprise/spec';
import { ask } from '../features/ask.js';
import { type FeatureName, featureCatalogue } from '../features/catalogue.js';
import { chooseTemplates } from '../features/choose-templates.js';
import { passageText } from '../features/clean-text.js';
import type { FeatureTemplate } from '../features/feature-template.js';
import { checkModel } from '../features/model-features.js';
import { readFeature } from '../features/read-feature.js';
import { mixTerms, mixVectors } from './mix.js';
import { checkCount, checkEncoder, checkWeight, type Made, type Written } from './prompt-prf-options.js';

export interface GrfOptions<W extends Written> {
  /** Who writes. It is asked once a query and feature. */
  readonly model: LanguageModel;
  /** The encoder of the index that is searched. What it writes is written. */
  readonly encoder: Encoder<'text', W>;
  /** What is asked for: names of `featureCatalogue` or templates of your own. Default all ten (the paper's best). */
  readonly features?: readonly (FeatureName | FeatureTemplate)[];
  /** β, the weight of the query as it was, 0 to 1. Default 0.5 (the middle of the paper's grid). */
  readonly weight?: number;
  /** θ, terms taken from what was written. Default 50 (the middle of the paper's grid of 5 to 95). */
  readonly terms?: number;
  /** Of the model, 0 or more. Default 0. */
  readonly temperature?: number;
  /** Seed of what is drawn at temperatures above 0. Default none. */
  readonly seed?: number;
}

const queryCharacters = 2000;

/**
 * GRF, the baseline to PromptPRF. A feature that fails is left out (warning `SKIPPED_DOCUMENT`); where all fail for a
 * query, the first failure rejects.
 */
export function grf<W extends Written>(options: GrfOptions<W>): FeedbackStrategy<'text', never, W> {
  const { model, encoder, weight = 0.5, terms = 50, temperature = 0, seed } = options;
  const { features = [...featureCatalogue.keys()] as FeatureName[] } = options;
  checkModel(model);
  checkEncoder(encoder);
  const templates = chooseTemplates(features);
  checkWeight(weight);
  checkCount('terms', terms);
  if (!(temperature >= 0 && temperature < Number.POSITIVE_INFINITY))
    throw optionError('temperature', temperature, 'a finite number of at least 0');

  const write = async (
    queries: readonly Query[],
    run: RunOptions,
  ): Promise<readonly (readonly string[])[]> => {
    const { onProgress, ...quiet } = run;
    const texts = queries.map(({ text }) => passageText(text, queryCharacters));
    const asked = texts.flatMap((text, i) =>
      text === '' ? [] : templates.map((template) => ({ i, template, text })),
    );
    const answers = await generateSettled(
      model,
      asked.map(({ template, text }) => ask(template, 'query', text, temperature, seed)),
      quiet,
    );
    const written: string[][] = queries.map(() => []);
    const failed = new Map<number, RepriseError>();
    asked.forEach(({ i, template }, n) => {
      const answer = answers[n]!;
      if (RepriseError.isInstance(answer)) {
        failed.set(i, failed.get(i) ?? answer);
        onProgress?.(skipped(queries[i]!.id, template.name, answer));
        return;
      }
      const said = readFeature(template, answer);
      if (said !== undefined) written[i]!.push(said);
    });
    for (const [i, error] of failed) if (written[i]!.length === 0) throw error;
    return written;
  };

  return Object.freeze({
    spec: 'v1',
    name: 'grf',
    reads: ['text'],
    sees: [],
    writes: encoder.writes,
    refine: async (batch, run = {}) => {
      const queries = batch.map(({ query }) => query);
      const written = await write(queries, run);
      const kinds: readonly Written[] = encoder.writes;
      // Of each query: itself, all that was written as one text for terms, and piece by piece for vectors.
      const wholes = written.map((of) => (kinds.includes('terms') && of.length > 0 ? [of.join('\n')] : []));
      const pieces = written.map((of) => (kinds.includes('vector') ? of : []));
      const texts = queries.flatMap(({ text }, i) => [text, ...wholes[i]!, ...pieces[i]!]);
      const { onProgress: _, ...quiet } = run;
      const batchOfTexts = texts.map((text) => ({ text }));
      const made = (await encoder.encode(batchOfTexts, 'query', quiet)) as readonly Made[];
      if (made.length !== texts.length) {
        throw new RepriseError(
          'PLUGIN_CONTRACT',
          `${encoder.name} made ${made.length} of ${texts.length} texts: it has to answer each`,
          { details: { expected: texts.length, found: made.length } },
        );
      }
      let next = 0;
      const take = (count: number): readonly Made[] => {
        next += count;
        return made.slice(next - count, next);
      };
      return queries.map((_query, i) => {
        const [own] = take(1) as [Made];
        const whole = take(wholes[i]!.length).map((of) => ({ share: 1 - weight, terms: of.terms! }));
        const share = (1 - weight) / pieces[i]!.length;
        const each = take(pieces[i]!.length).map((of) => ({ share, vector: of.vector! }));
        const mixed = own.terms && mixTerms(own.terms, whole, terms, encoder.name);
        return {
          ...(own.vector && { vector: mixVectors(own.vector, each, encoder.name) }),
          ...(mixed && { terms: new Map(mixed.map((of) => [of.term, of.weight])) }),
        } as Has<W>;
      });
    },
  } satisfies FeedbackStrategy<'text', never, W>);
}

type Query = Has<'text'> & { readonly id: string };

const skipped = (id: string, feature: string, error: RepriseError) =>
  ({
    kind: 'warning',
    code: 'SKIPPED_DOCUMENT',
    stage: 'grf',
    id,
    message: `query ${JSON.stringify(id)} goes without ${feature}: ${error.message}`,
  }) as const;
