/**
 * Run by the kill test: makes the features of a collection and saves them; each call of the model is a line of a
 * file.
 */
import { appendFileSync } from 'node:fs';
import { setTimeout as soon } from 'node:timers/promises';
import { languageModel, withCache } from '@reprise/llm';
import { buildFeatures, makeFeatures, modelFeatures } from '../index.js';

const [generations = '', calls = '', directory = '', count = '0'] = process.argv.slice(2);
const backend = languageModel({
  name: 'slow',
  model: 'by hand',
  generate: async ({ prompt }) => {
    appendFileSync(calls, `${JSON.stringify(prompt)}\n`);
    await soon(2);
    return { text: `About ${prompt.match(/number \d+/)?.[0]}.`, finish: 'stop' };
  },
});
const documents = Array.from({ length: Number(count) }, (_, i) => ({
  id: `d${i}`,
  text: `Text number ${i}.`,
}));
const maker = modelFeatures({ model: await withCache(backend, generations), features: ['summary'] });
await buildFeatures(makeFeatures(documents, maker, { concurrency: 2, batchSize: 16 }), directory);
