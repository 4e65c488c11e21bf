import { feedback, topK } from '@reprise/core';
import type { DocumentSource } from '@reprise/spec';
import { dime, vectorAverage, vectorPresets, vectorRocchio } from './index.js';

declare const terms: DocumentSource<'terms'>;
declare const vectors: DocumentSource<'vector'>;

const { documents, ...options } = vectorPresets.paperRocchio;
feedback(vectorRocchio(options), { documents: vectors, judge: topK(documents) });
feedback(dime({ importance: 'softmax', temperature: 0.1 }), { documents: vectors, judge: topK(3) });
// @ts-expect-error terms hold no vectors to learn
feedback(vectorAverage(), { documents: terms, judge: topK(3) });
// @ts-expect-error how many documents to learn from is the judge's business
vectorAverage({ documents: 3 });
// @ts-expect-error not a way to normalise
vectorAverage({ normalise: true });
