/** Run by the kill test of the cache: encodes texts a few at a time and says what it calls and what is kept. */
import { cached } from '../cache/cached.js';
import { hashingEncoder } from './hashing-encoder.js';

const [directory = '', count = '0'] = process.argv.slice(2);
const say = (word: string, value: unknown): void => {
  process.stdout.write(`${word} ${JSON.stringify(value)}\n`);
};

const encoder = await cached(
  hashingEncoder(async (texts) => {
    say('call', texts);
    await new Promise((resolve) => setTimeout(resolve, 4));
  }),
  directory,
);
say('open', encoder.counts());
for (let i = 0; i < Number(count); i += 4) {
  const texts = [i, i + 1, i + 2, i + 3].map((number) => `text ${number}`);
  await encoder.encode(
    texts.map((text) => ({ text })),
    'document',
  );
  say('kept', texts);
}
await encoder.close();
