import type { Budget } from '@reprise/llm';
import {
  type ExtractiveFeature,
  extractiveFeatures,
  type FeatureMaker,
  type FeatureName,
  featureCatalogue,
  modelFeatures,
} from '@reprise/prf-prompt';
import { didYouMean } from '../did-you-mean.js';
import { languageModelNeed, openLanguageModel } from '../indexes/language-model.js';
import { UsageError } from '../usage-error.js';

/** Makes features of some names, and frees what it asks. */
export interface Makers {
  readonly maker: (features: readonly string[]) => FeatureMaker;
  /** What was asked of a language model, where there is one. */
  readonly spent?: Budget['spent'];
  readonly close: () => Promise<void>;
}

export interface MakerArguments {
  readonly features: readonly string[];
  readonly maker?: 'extractive';
  /** A GGUF file. */
  readonly model?: string;
  /** An address, and the model's name there. */
  readonly url?: string;
  readonly llm?: string;
  /** Seconds that an answer may take. */
  readonly timeout?: number;
  /** Threads of a file. */
  readonly threads?: number;
}

const extractive: readonly string[] = extractiveFeatures().features;

/** What makes the features that are asked for. Every fault that is one of usage is told before anything is opened. */
export async function openMakers(options: MakerArguments): Promise<Makers> {
  const { features, maker, model, url, llm, timeout, threads } = options;
  const asked = model ?? url ?? llm;
  if (maker !== undefined && asked !== undefined) {
    throw new UsageError(`--maker ${maker} asks no language model: leave out --model, --url and --llm`);
  }
  const known = asked === undefined ? extractive : [...featureCatalogue.keys()];
  const unknown = features.find((feature) => !known.includes(feature));
  if (unknown !== undefined) {
    const remedy = (featureCatalogue as ReadonlyMap<string, unknown>).has(unknown)
      ? `a language model makes it: give --model FILE.gguf, or --url URL --llm NAME. Without one there are ${known.join(', ')}`
      : `features are ${[...featureCatalogue.keys()].join(', ')}${didYouMean(unknown, known)}`;
    throw new UsageError(`--features ${unknown}: ${remedy}`);
  }
  const twice = features.find((feature, i) => features.indexOf(feature) < i);
  if (twice !== undefined) throw new UsageError(`--features names ${twice} twice: name each once`);
  if (asked === undefined) {
    const idle = Object.entries({ timeout, threads }).find(([, value]) => value !== undefined);
    if (idle !== undefined)
      throw new UsageError(`--${idle[0]} is that of a language model, and none is asked`);
    return {
      maker: (some) => extractiveFeatures({ features: some as ExtractiveFeature[] }),
      close: async () => undefined,
    };
  }
  if (threads !== undefined && model === undefined)
    throw new UsageError('--threads is that of a --model FILE.gguf');
  const need = languageModelNeed(options);
  if (need === undefined) {
    throw new UsageError('give either --model FILE.gguf, or both --url URL and --llm NAME');
  }
  const languageModel = await openLanguageModel(need);
  return {
    maker: (some) => modelFeatures({ model: languageModel, features: some as FeatureName[] }),
    spent: languageModel.spent,
    close: async () => languageModel.close?.(),
  };
}
