import { feedback, fuse, nth, refine, rerank, topK } from '@reprise/core';
import type { DocumentSource, Encoder, Fuser, Ranking, Reranker } from '@reprise/spec';
import { ancePrf, biEncoder, concatenate, eachText, lol, slidingWindows } from './index.js';

declare const texts: DocumentSource<'text'>;
declare const vectors: DocumentSource<'vector'>;
declare const crossEncoder: Reranker<'text', 'text'>;
declare const dense: Encoder<'text', 'vector'>;
declare const sparse: Encoder<'text', 'terms'>;
declare const average: Fuser;
declare const ranking: Ranking<'text'>;

const wiring = { documents: texts, depth: 100 };
refine(concatenate(), { documents: texts, judge: topK(3) })
  .pipe(rerank(crossEncoder, wiring))
  .run([ranking]);
fuse(
  average,
  ...[1, 2, 3].map((i) =>
    refine(concatenate(), { documents: texts, judge: nth(i) }).pipe(rerank(crossEncoder, wiring)),
  ),
).run([ranking]);
refine(slidingWindows(), { documents: texts, judge: topK(3) })
  .pipe(rerank(eachText(crossEncoder, average), wiring))
  .run([ranking]);
rerank(eachText(biEncoder({ encoder: dense }), average), { documents: vectors, depth: 100 }).run([ranking]);
feedback(ancePrf({ encoder: dense, separator: '</s>' }), { documents: texts, judge: topK(3) })
  .run([ranking])
  .then(([query]) => query?.vector.space);
feedback(lol({ encoder: sparse, separator: '[SEP]' }), { documents: texts, judge: topK(5) })
  .run([ranking])
  .then(([query]) => query?.terms.size);
// @ts-expect-error vectors hold no text to put behind a query
feedback(concatenate(), { documents: vectors, judge: topK(3) });
// @ts-expect-error a bi-encoder is shown vectors
rerank(biEncoder({ encoder: dense }), wiring);
// @ts-expect-error how many documents to learn from is the judge's business
concatenate({ documents: 3 });
// @ts-expect-error a sparse encoder makes no vector
biEncoder({ encoder: sparse });
