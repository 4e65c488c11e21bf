import { feedback, retrieve, topK } from '@reprise/core';
import type { CollectionStatistics, DocumentSource, Retriever } from '@reprise/spec';
import { bm25prf, bo1, rm3, rm3Terrier, rocchio } from './index.js';

declare const terms: DocumentSource<'terms'>;
declare const vectors: DocumentSource<'vector'>;
declare const index: Retriever<'terms'>;
declare const statistics: CollectionStatistics;

feedback(rm3(), { documents: terms, judge: topK(10) });
rm3({ pattern: false });
// @ts-expect-error vectors hold no terms to learn
feedback(rm3(), { documents: vectors, judge: topK(10) });
// @ts-expect-error how many documents to learn from is the judge's business
rm3({ documents: 10 });

retrieve(index)
  .pipe(feedback(bm25prf({ statistics }), { documents: terms, judge: topK(10) }))
  .pipe(retrieve(index));
rocchio();
// @ts-expect-error whether there are negative documents is the judge's business
rocchio({ useNegative: true });
// @ts-expect-error nothing to tell chance by
bo1({});
// @ts-expect-error nothing to tell rare terms by
rm3Terrier({ terms: 3 });
