/**
 * With a real model: REPRISE_GGUF is the path of an instruct model's file, REPRISE_LLAMA that of node-llama-cpp's entry
 * where it is not installed here.
 */
import { pathToFileURL } from 'node:url';
import { type GgufModel, gguf, type LlamaRuntime } from '@reprise/llm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FeatureName, featureCatalogue, modelFeatures, promptPrf, promptReps } from './index.js';
import { feedbackOn } from './prompt.test-support.js';

const file = process.env.REPRISE_GGUF;
const entry = process.env.REPRISE_LLAMA;

describe.skipIf(file === undefined)(
  `a real model${file === undefined ? ' (skipped: no REPRISE_GGUF)' : ''}`,
  () => {
    let model: GgufModel;
    beforeAll(async () => {
      const runtime = entry && ((await import(pathToFileURL(entry).href)) as LlamaRuntime);
      model = await gguf({ path: file ?? '', contextTokens: 2048, ...(runtime && { runtime }) });
    });
    afterAll(() => model.close());

    const text =
      'Low-dose aspirin thins the blood. In a trial in Sweden it lowered the number of strokes among 2,035 patients.';

    it('is held to the form of every feature of the catalogue', async () => {
      const features = [...featureCatalogue.keys()] as FeatureName[];
      const [made] = await modelFeatures({ model, features }).describe([{ text }]);
      for (const error of made?.failures.values() ?? []) expect(error.code).toBe('PARSE_ERROR');
      expect(made?.features.get('summary')?.length).toBeGreaterThan(0);
      for (const [name, of] of made?.features ?? [])
        expect(of.length).toBeLessThanOrEqual(featureCatalogue.get(name)?.characters ?? 0);
    });

    it('is an encoder of passages and of prompted queries', async () => {
      const encoder = promptReps({ model, writes: ['vector', 'terms'] });
      const [passage] = await encoder.encode([{ text }], 'document');
      const [query] = await promptPrf({ encoder, joined: 'together' }).refine([
        feedbackOn('does aspirin help', { keywords: 'strokes, blood' }),
      ]);
      expect(query?.vector.data.length).toBe(passage?.vector.data.length);
      const cosine = query?.vector.data.reduce(
        (sum, value, i) => sum + value * (passage?.vector.data[i] ?? 0),
        0,
      );
      expect(cosine).toBeGreaterThan(0);
      const shared = [...(query?.terms.keys() ?? [])].filter((term) => passage?.terms.has(term));
      expect(shared.length).toBeGreaterThan(0);
    });
  },
);
