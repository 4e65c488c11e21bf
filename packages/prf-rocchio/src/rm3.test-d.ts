import { feedback, topK } from '@reprise/core';
import type { DocumentSource } from '@reprise/spec';
import { rm3 } from './index.js';

declare const terms: DocumentSource<'terms'>;
declare const vectors: DocumentSource<'vector'>;

feedback(rm3(), { documents: terms, judge: topK(10) });
rm3({ pattern: false });
// @ts-expect-error vectors hold no terms to learn
feedback(rm3(), { documents: vectors, judge: topK(10) });
// @ts-expect-error how many documents to learn from is the judge's business
rm3({ documents: 10 });
