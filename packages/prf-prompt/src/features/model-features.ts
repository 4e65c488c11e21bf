import { generateSettled, type LanguageModel } from '@reprise/llm';
import { optionError, RepriseError, type RunOptions } from '@reprise/spec';
import { ask } from './ask.js';
import type { FeatureName } from './catalogue.js';
import { chooseTemplates } from './choose-templates.js';
import { passageText } from './clean-text.js';
import { type FeatureMaker, featureMaker } from './feature-maker.js';
import type { FeatureTemplate } from './feature-template.js';
import { readFeature } from './read-feature.js';

export interface ModelFeaturesOptions {
  /** Who is asked. Give one with a cache (`reliable(model, { cache })`): then a run goes on where it was ended. */
  readonly model: LanguageModel;
  /** What is asked for: names of `featureCatalogue` or templates of your own. */
  readonly features: readonly (FeatureName | FeatureTemplate)[];
  /** UTF-16 units of a passage that are shown at most. Default 6,000, some 1,500 tokens of English. */
  readonly characters?: number;
}

/**
 * Features of a language model: one request a text and feature, at temperature 0. Each request shows one text, no
 * query. An answer outside of its schema, refused or too long is a failure of that feature of that text; what the
 * next request would meet too (no connection, no budget left) rejects.
 */
export function modelFeatures(options: ModelFeaturesOptions): FeatureMaker {
  const { model, features, characters = 6000 } = options;
  checkModel(model);
  const templates = chooseTemplates(features);
  if (!(Number.isSafeInteger(characters) && characters >= 1))
    throw optionError('characters', characters, 'a whole number of at least 1');
  return featureMaker({
    name: 'modelFeatures',
    features: templates.map(({ name }) => name),
    identity:
      `${[model.name, model.model, model.identity].filter((part) => part !== '').join(' ')}: ` +
      `${templates.map(({ name, version }) => `${name}@${version}`).join(', ')}, ${characters} characters`,
    describe: async (batch, run = {}) => {
      const passages = batch.map(({ text }) => passageText(text, characters));
      const described = batch.map(() => ({
        features: new Map<string, string>(),
        failures: new Map<string, RepriseError>(),
      }));
      await eachInTurn(run, model.concurrency ?? 1, passages, async (passage, i, requests) => {
        if (passage === '') return;
        // One after the other: they begin with the same words, which a model in process then reads once.
        const answers = await generateSettled(
          model,
          templates.map((template) => ask(template, 'passage', passage, 0)),
          requests,
        );
        templates.forEach((template, n) => {
          const answer = answers[n]!;
          if (RepriseError.isInstance(answer)) {
            described[i]!.failures.set(template.name, answer);
            return;
          }
          const feature = readFeature(template, answer);
          if (feature !== undefined) described[i]!.features.set(template.name, feature);
        });
      });
      return described;
    },
  });
}

export function checkModel(model: LanguageModel): void {
  if (typeof model?.generate !== 'function')
    throw optionError('model', model, 'a language model, such as gguf or openAiCompatible of @reprise/llm');
}

/**
 * Passages side by side, `run.concurrency` of them; progress counts them. After a failure none is begun, and those
 * under way end first.
 */
async function eachInTurn(
  { signal, onProgress, concurrency }: RunOptions,
  fallback: number,
  passages: readonly string[],
  work: (passage: string, i: number, run: RunOptions) => Promise<void>,
): Promise<void> {
  const lanes = concurrency ?? fallback;
  if (!(Number.isInteger(lanes) && lanes >= 1))
    throw optionError('concurrency', lanes, 'an integer of at least 1');
  const run: RunOptions = { concurrency: 1, ...(signal && { signal }) };
  const total = passages.length;
  const failures: unknown[] = [];
  let next = 0;
  let done = 0;
  const lane = async (): Promise<void> => {
    while (next < total && failures.length === 0) {
      const i = next++;
      try {
        await work(passages[i]!, i, run);
        onProgress?.({ kind: 'progress', stage: 'modelFeatures', done: ++done, total, unit: 'documents' });
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, total) }, lane));
  if (failures.length > 0) throw failures[0];
}
