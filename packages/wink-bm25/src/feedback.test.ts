import { feedback, retrieve, topK } from '@reprise/core';
import { rm3 } from '@reprise/prf-rocchio';
import { whitespace } from '@reprise/text';
import { expect, it } from 'vitest';
import { buildWink } from './index.js';

it('lets RM3 find a document that shares no word with the query', async () => {
  const index = await buildWink(
    [
      { id: 'a', text: 'slugs eat lettuce' },
      { id: 'b', text: 'slugs eat hosta lettuce' },
      { id: 'c', text: 'lettuce pests' },
      { id: 'd', text: 'tax law' },
    ],
    { analyzer: whitespace() },
  );
  const expand = feedback(rm3({ maxDocumentFrequency: 1, statistics: index.statistics }), {
    documents: index,
    judge: topK(2),
  });
  const first = retrieve(index, { encoder: whitespace() });
  const [ranking] = await first
    .pipe(expand)
    .pipe(retrieve(index))
    .run([{ id: 'q', text: 'slugs' }]);
  expect(ranking!.hits.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
});
