import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { english } from '@reprise/text';
import { describe, expect, it } from 'vitest';
import { buildWink, exportWink, importWink } from './index.js';
import { plainWink } from './plain-wink.fixture.js';

const shared = resolve(
  process.env.REPRISE_SHARED ?? fileURLToPath(new URL('../../../../shared/', import.meta.url)),
);
const available = existsSync(join(shared, 'collections/cranfield'));

const read = (collection: string, file: string): { id: string; text: string }[] =>
  gunzipSync(readFileSync(join(shared, 'collections', collection, `${file}.jsonl.gz`)))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ _id, title, text }) => ({ id: String(_id).trim(), text: `${title ?? ''} ${text}` }));

describe.skipIf(!available).each(['cranfield', 'nfcorpus'])(
  `on %s${available ? '' : ' (skipped: no shared collections)'}`,
  (collection) => {
    const analyzer = english();

    it('every query finds what wink alone finds, with the same scores', async () => {
      const documents = read(collection, 'corpus');
      const index = await buildWink(documents, { analyzer, precision: 9 });
      const engine = plainWink({ documents, tokens: analyzer.tokens, precision: 9 });
      const again = importWink(exportWink(index), { precision: 9 });
      for (const { id, text } of read(collection, 'queries').slice(0, 200)) {
        const [{ terms } = { terms: new Map() }] = await analyzer.encode([{ text }], 'query');
        const [hits] = await index.search([{ id, terms }], documents.length);
        expect(await again.search([{ id, terms }], documents.length)).toEqual([hits]);
        const expected = engine.search(text, documents.length);
        const scores = new Map(expected);
        expect(hits!.length).toBe(expected.length);
        let difference = 0;
        for (const { id, score } of hits!)
          difference = Math.max(difference, Math.abs(score - scores.get(id)!));
        expect(difference).toBeLessThan(1e-5);
      }
    });

    it('tells every frequency from the weights that wink exports with four digits', async () => {
      const documents = read(collection, 'corpus');
      const engine = plainWink({ documents, tokens: analyzer.tokens, retained: ['text'], precision: 4 });
      const ids = documents.map(({ id }) => id);
      const known = await importWink(engine.exportJSON()).fetch(ids, ['terms', 'text']);
      expect(known).toEqual(await (await buildWink(documents)).fetch(ids, ['terms', 'text']));
    });
  },
);
