import { type Answer, type LanguageModelWith, languageModel } from '@reprise/llm';
import {
  type DenseVector,
  type Encoder,
  type Feedback,
  type FeedbackDocument,
  type Has,
  throwIfAborted,
} from '@reprise/spec';
import { feedbackOf, textQueries } from '@reprise/testkit';
import fc from 'fast-check';

const keysOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

const hashOf = (key: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash >>> 0;
};

/** Adds up a vector of each word; every text has its bit of the last dimension, so that none is zero. */
export const vectorOf = (text: string): DenseVector => {
  const data = new Float32Array(8);
  data[7] = 0.25;
  for (const key of keysOf(text)) data[hashOf(key) % 7]! += hashOf(`${key}!`) % 2 === 0 ? 1 : -1;
  return { space: 'words', data };
};

export const termsOf = (text: string): ReadonlyMap<string, number> => {
  const terms = new Map<string, number>();
  for (const key of keysOf(text)) terms.set(key, (terms.get(key) ?? 0) + 1);
  return terms;
};

export interface Listening<W extends 'vector' | 'terms'> extends Encoder<'text', W> {
  /** All texts it was given. */
  readonly asked: string[];
}

/** An encoder that can be checked by hand: counts words, or adds up their vectors. */
export function wordEncoder<W extends 'vector' | 'terms'>(...writes: W[]): Listening<W> {
  const asked: string[] = [];
  return {
    spec: 'v1',
    name: 'words',
    reads: ['text'],
    writes,
    asked,
    encode: async (batch, _role, options) => {
      throwIfAborted(options?.signal);
      asked.push(...batch.map(({ text }) => text));
      return batch.map(({ text }) =>
        Object.fromEntries(writes.map((kind) => [kind, kind === 'vector' ? vectorOf(text) : termsOf(text)])),
      ) as unknown as readonly Has<W>[];
    },
  };
}

export interface Scripted {
  readonly model: LanguageModelWith<'embed' | 'nextTokens'>;
  /** All prompts it was given. */
  readonly asked: string[];
}

/** A language model whose answers a test writes. */
export function scripted(answer: (prompt: string, call: number) => string | Answer): Scripted {
  const asked: string[] = [];
  const model = languageModel({
    name: 'scripted',
    model: 'by hand',
    generate: async ({ prompt }) => {
      asked.push(prompt);
      const given = answer(prompt, asked.length);
      return typeof given === 'string' ? { text: given, finish: 'stop' } : given;
    },
    embed: async (batch) => {
      const prompts = batch.map((item) => (typeof item === 'string' ? item : item.prompt));
      asked.push(...prompts);
      return { vectors: prompts.map((prompt) => vectorOf(prompt).data) };
    },
    nextTokens: async ({ prompt, words = [], count }) => {
      asked.push(prompt);
      const texts = words.length > 0 ? words : ['x', 'y', 'z'].slice(0, count);
      return {
        tokens: texts.map((text, id) => ({
          text,
          id,
          logProbability: -1 - id,
          logit: (hashOf(text) % 400) / 20 - 4,
        })),
      };
    },
  });
  return { model, asked };
}

/** The error that a promise rejects with. */
export async function errorOf(work: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  return work.then(
    () => {
      throw new Error('it was expected to fail');
    },
    (error) => error,
  );
}

export const documents = (...of: readonly Record<string, string>[]): FeedbackDocument<'features'>[] =>
  of.map((features, i) => ({
    id: `d${i + 1}`,
    rank: i + 1,
    score: of.length - i,
    features: new Map(Object.entries(features)),
  }));

export const feedbackOn = (
  text: string,
  ...of: readonly Record<string, string>[]
): Feedback<'text', 'features'> => ({ query: { id: 'q', text }, positive: documents(...of), negative: [] });

const words = fc.constantFrom(
  'fig',
  'date',
  'plum',
  'pear',
  'the',
  '漢字',
  '\u202etxt',
  '{query}',
  '\u0000',
  'x'.repeat(90),
);
const said = fc.array(words, { maxLength: 12 }).map((list) => list.join(' '));

/** Feedback on texts in any script by documents that have some features or none. */
export function promptFeedback(): fc.Arbitrary<Feedback<'text', 'features'>> {
  const features = fc.dictionary(fc.constantFrom('keywords', 'summary', '__proto__'), said, { maxKeys: 3 });
  return feedbackOf(
    textQueries(),
    features.map((held) => ({ features: new Map(Object.entries(held)) })),
  );
}
