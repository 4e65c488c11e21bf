import { expectTypeOf, test } from 'vitest';
import {
  type AiSdkModel,
  type Cached,
  fromAiSdk,
  type Generation,
  gguf,
  type LanguageModel,
  type LanguageModelWith,
  languageModel,
  openAiCompatible,
  reliable,
  withBudget,
  withCache,
  withConcurrency,
  withRetries,
  withTimeout,
} from './index.js';

const generate = async () => ({ text: '', finish: 'stop' }) as const;
declare const provided: AiSdkModel;

test('a model has the abilities of its backend, and the compiler knows them', async () => {
  const plain = languageModel({ name: 'f', model: 'm', generate });
  expectTypeOf(plain).toExtend<LanguageModel>();
  // @ts-expect-error it may have no embeddings
  plain.embed(['a']);
  const embedding = languageModel({ name: 'f', model: 'm', generate, embed: async () => ({ vectors: [] }) });
  expectTypeOf(embedding).toExtend<LanguageModelWith<'embed'>>();
  expectTypeOf(embedding).not.toExtend<LanguageModelWith<'nextTokens'>>();
  const hosted = openAiCompatible({ baseUrl: 'http://127.0.0.1:8080/v1', model: 'm' });
  expectTypeOf(hosted).toExtend<LanguageModelWith<'embed' | 'nextTokens'>>();
  // @ts-expect-error the bridge has no embeddings
  fromAiSdk(provided).embed(['a']);
});

test('wrappers keep them', async () => {
  const model = await gguf({ path: 'model.gguf' });
  const wrapped = withConcurrency(withRetries(withBudget(withTimeout(model, 1), { calls: 1 })), 1);
  expectTypeOf(wrapped).toExtend<LanguageModelWith<'embed' | 'nextTokens'>>();
  expectTypeOf(wrapped.spent().calls).toEqualTypeOf<number>();
  expectTypeOf(await withCache(model, 'folder')).toExtend<Cached<typeof model>>();
  await (await reliable(model)).close();
});

test('a parsed answer is unknown until it is looked at', () => {
  expectTypeOf<Generation['value']>().toEqualTypeOf<unknown>();
  // @ts-expect-error a prompt is a string
  void openAiCompatible({ baseUrl: '', model: '' }).generate([{ prompt: 5 }]);
  // @ts-expect-error a backend has to say how it ended
  languageModel({ name: 'f', model: 'm', generate: async () => ({ text: '' }) });
});
