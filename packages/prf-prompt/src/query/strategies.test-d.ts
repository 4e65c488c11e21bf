import type { LanguageModel, LanguageModelWith } from '@reprise/llm';
import type { DocumentSource, Encoder, FeedbackStrategy } from '@reprise/spec';
import { expectTypeOf, test } from 'vitest';
import {
  extractiveFeatures,
  grf,
  modelFeatures,
  type openFeatures,
  promptPrf,
  promptReps,
} from '../index.js';

declare const dense: Encoder<'text', 'vector'>;
declare const sparse: Encoder<'text', 'terms'>;
declare const tokens: Encoder<'text', 'tokens'>;
declare const plain: LanguageModel;
declare const full: LanguageModelWith<'embed' | 'nextTokens'>;

test('a strategy writes what its encoder writes', () => {
  expectTypeOf(promptPrf({ encoder: dense })).toEqualTypeOf<FeedbackStrategy<'text', 'features', 'vector'>>();
  expectTypeOf(promptPrf({ encoder: sparse })).toEqualTypeOf<FeedbackStrategy<'text', 'features', 'terms'>>();
  expectTypeOf(grf({ model: plain, encoder: sparse })).toEqualTypeOf<
    FeedbackStrategy<'text', never, 'terms'>
  >();
  const both = promptReps({ model: full, writes: ['vector', 'terms'] });
  expectTypeOf(promptPrf({ encoder: both })).toEqualTypeOf<
    FeedbackStrategy<'text', 'features', 'vector' | 'terms'>
  >();
  // @ts-expect-error token rows are not written
  promptPrf({ encoder: tokens });
  // @ts-expect-error an encoder is needed
  promptPrf({});
});

test('a model has to have the ability', () => {
  // @ts-expect-error it may have no embeddings
  promptReps({ model: plain, writes: ['vector'] });
  expectTypeOf(promptReps({ model: full, writes: ['terms'] })).toExtend<Encoder<'text', 'terms'>>();
});

test('makers are encoders, and a store is a source', () => {
  expectTypeOf(extractiveFeatures()).toExtend<Encoder<'text', 'features'>>();
  expectTypeOf(modelFeatures({ model: plain, features: ['keywords'] })).toExtend<
    Encoder<'text', 'features'>
  >();
  // @ts-expect-error not in the catalogue
  modelFeatures({ model: plain, features: ['keyword'] });
  expectTypeOf<Awaited<ReturnType<typeof openFeatures>>>().toExtend<DocumentSource<'features'>>();
});
