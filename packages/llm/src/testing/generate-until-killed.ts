import { withCache } from '../cache/with-cache.js';
import { openAiCompatible } from '../openai/open-ai-compatible.js';

const [directory = '', baseUrl = '', count = '0'] = process.argv.slice(2);
const model = await withCache(
  openAiCompatible({ baseUrl, model: 'echo', apiKey: 'sk-secret-0123456789' }),
  directory,
);
const batch = Array.from({ length: Number(count) }, (_, i) => ({ prompt: `passage ${i}` }));
const made = await model.generate(batch, { concurrency: 2 });
process.stdout.write(JSON.stringify(made.map(({ text }) => text)));
