import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openCollection } from './open-collection.js';
import { sampleCollection } from './sample-collection.js';
import { collect, inFolder, refusal, shared } from './test-support.js';

const fill = async (folder: string): Promise<void> => {
  await mkdir(join(folder, 'qrels'));
  await writeFile(join(folder, 'corpus.jsonl'), '{"_id":"d","title":"t","text":"x"}\n');
  await writeFile(
    join(folder, 'queries.jsonl.gz'),
    gzipSync('{"_id":"1","text":"a"}\n{"_id":"2","text":"b"}\n'),
  );
  await writeFile(join(folder, 'qrels', 'test.tsv'), 'query-id\tcorpus-id\tscore\n2\td\t1\n');
  await writeFile(join(folder, 'qrels', 'dev.tsv.gz'), gzipSync('query-id\tcorpus-id\tscore\n1\td\t1\n'));
};

describe('openCollection', () => {
  it('gives documents, queries of all or of one split, and judgements', () =>
    inFolder(async (folder) => {
      await fill(folder);
      const collection = await openCollection(folder);
      expect(collection.splits).toEqual(['dev', 'test']);
      expect(await collect(collection.documents())).toEqual([{ id: 'd', text: 't x' }]);
      expect((await collection.queries()).map(({ id }) => id)).toEqual(['1', '2']);
      expect((await collection.queries('dev')).map(({ id }) => id)).toEqual(['1']);
      expect(await collection.qrels()).toEqual(new Map([['2', new Map([['d', 1]])]]));
    }));

  it('says what is missing and what is there', () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'notes.txt'), '');
      const error = await refusal(() => openCollection(folder));
      expect(error.code).toBe('NOT_FOUND');
      expect(error.message).toMatch(
        /no corpus.jsonl and queries.jsonl and qrels\/<split>.tsv; it has notes.txt/,
      );
      await fill(folder);
      const split = await refusal(async () => (await openCollection(folder)).qrels('train'));
      expect(split.message).toMatch(/no split train; it has dev, test/);
    }));

  it('refuses a folder that is not there, and a file', () =>
    inFolder(async (folder) => {
      expect(await refusal(() => openCollection(join(folder, 'gone')))).toMatchObject({ code: 'NOT_FOUND' });
      await writeFile(join(folder, 'file'), '');
      expect(await refusal(() => openCollection(join(folder, 'file')))).toMatchObject({ code: 'NOT_FOUND' });
    }));
});

describe('sampleCollection', () => {
  it('is a collection whose judgements are of its own queries and documents', async () => {
    const collection = await openCollection(sampleCollection());
    const ids = new Set((await collect(collection.documents())).map(({ id }) => id));
    const qrels = await collection.qrels();
    expect((await collection.queries('test')).length).toBe(qrels.size);
    for (const grades of qrels.values()) for (const id of grades.keys()) expect(ids).toContain(id);
  });
});

describe.skipIf(!shared.available)(`real collections${shared.note}`, () => {
  it.each([
    ['adi', 82, 35, 170],
    ['cacm', 3204, 52, 796],
    ['cranfield', 1400, 225, 1837],
    ['limit-small', 46, 1000, 2000],
    ['med', 1033, 30, 696],
    ['nfcorpus', 3633, 323, 12334],
  ])(
    '%s has its published %i documents, %i judged queries and %i judgements',
    async (name, documents, queries, pairs) => {
      const collection = await openCollection(shared.path(`collections/${name}`));
      const ids = (await collect(collection.documents())).map(({ id }) => id);
      const qrels = await collection.qrels();
      expect([ids.length, new Set(ids).size, ids.filter((id) => id !== id.trim())]).toEqual([
        documents,
        documents,
        [],
      ]);
      expect((await collection.queries('test')).length).toBe(queries);
      expect([...qrels.values()].reduce((sum, grades) => sum + grades.size, 0)).toBe(pairs);
    },
  );
});
