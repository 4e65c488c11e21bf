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
      const asked = passages.flatMap((passage, i) =>
        passage === '' ? [] : templates.map((template) => ({ i, template, passage })),
      );
      const answers = await generateSettled(
        model,
        asked.map(({ template, passage }) => ask(template, 'passage', passage, 0)),
        perDocument(run, templates.length),
      );
      const described = batch.map(() => ({
        features: new Map<string, string>(),
        failures: new Map<string, RepriseError>(),
      }));
      asked.forEach(({ i, template }, n) => {
        const answer = answers[n]!;
        if (RepriseError.isInstance(answer)) {
          described[i]!.failures.set(template.name, answer);
          return;
        }
        const feature = readFeature(template, answer);
        if (feature !== undefined) described[i]!.features.set(template.name, feature);
      });
      return described;
    },
  });
}

export function checkModel(model: LanguageModel): void {
  if (typeof model?.generate !== 'function')
    throw optionError('model', model, 'a language model, such as gguf or openAiCompatible of @reprise/llm');
}

/** The run whose progress counts whole documents instead of requests. */
function perDocument(run: RunOptions, requests: number): RunOptions {
  const { onProgress, ...others } = run;
  if (onProgress === undefined) return others;
  return {
    ...others,
    onProgress: (event) => {
      if (event.kind === 'warning') onProgress(event);
      else if (event.done % requests === 0)
        onProgress({
          kind: 'progress',
          stage: 'modelFeatures',
          done: event.done / requests,
          unit: 'documents',
          ...(event.total !== undefined && { total: event.total / requests }),
        });
    },
  };
}
