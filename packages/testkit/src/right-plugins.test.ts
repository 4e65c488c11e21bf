import { agreement, clarity, given, nth, retrieve, scoreSpread, topK } from '@reprise/core';
import type { CollectionStatistics, DocumentSource } from '@reprise/spec';
import { describe } from 'vitest';
import { letters } from './fixtures/letters.js';
import { documents, overlapIndex, vocabulary } from './fixtures/overlap-index.js';
import { sharedTerms } from './fixtures/shared-terms.js';
import { sumOfScores } from './fixtures/sum-of-scores.js';
import { sumOfTerms } from './fixtures/sum-of-terms.js';
import {
  documentSourceConformance,
  encoderConformance,
  fuserConformance,
  judgeConformance,
  predictorConformance,
  rankings,
  rerankerConformance,
  retrieverConformance,
  scorerConformance,
  strategyConformance,
  termBags,
  termsFeedback,
  termsQueries,
  textQueries,
} from './index.js';

const index = () => overlapIndex(documents);
const queries = termsQueries({ vocabulary });
const ids = [...documents.keys()];

describe('a small index obeys every law of', () => {
  retrieverConformance(index, queries, { k: 4 });
  scorerConformance(index, queries, ids, { retriever: index });
  documentSourceConformance(index, ids);
});

describe('a small strategy, encoder, reranker and fuser obey every law of', () => {
  strategyConformance(sumOfTerms, termsFeedback());
  encoderConformance(
    letters,
    textQueries().map(({ text }) => ({ text })),
  );
  rerankerConformance(
    sharedTerms,
    termsQueries(),
    termBags().map((terms) => ({ terms })),
  );
  fuserConformance(sumOfScores);
  fuserConformance(sumOfScores, { branches: 2 });
});

const qrels = new Map([
  [
    'q1',
    new Map([
      ['d1', 2],
      ['d2', 0],
      ['never retrieved', 1],
    ]),
  ],
]);

describe.each([
  { judge: topK(3), explicit: false },
  { judge: topK(3, { bottom: 2 }), explicit: false },
  { judge: nth(2), explicit: false },
  { judge: given(qrels), explicit: true },
])('core judge $judge.name obeys every law of', ({ judge, explicit }) => {
  judgeConformance(() => judge, rankings(textQueries()), { explicit });
});

/** Knows every document: its one term is the first letter of its id, as often as the id is long. */
const anyDocument: DocumentSource<'terms'> = {
  spec: 'v1',
  name: 'anyDocument',
  kinds: ['terms'],
  fetch: async (asked) =>
    new Map(
      asked.map((id) => [id, { terms: new Map([[String.fromCodePoint(id.codePointAt(0)!), id.length]]) }]),
    ),
};
const evenly: CollectionStatistics = {
  documents: 100,
  tokens: 400,
  documentFrequency: () => 1,
  collectionFrequency: () => 4,
};

describe('core predictor scoreSpread obeys every law of', () => {
  predictorConformance(() => scoreSpread({ depth: 3 }), rankings(textQueries()));
});

describe('core predictor agreement obeys every law of', () => {
  predictorConformance(() => agreement(retrieve(index())), rankings(queries));
});

describe('core predictor clarity obeys every law of', () => {
  predictorConformance(
    () => clarity({ statistics: evenly, documents: anyDocument, depth: 4 }),
    rankings(termsQueries()),
  );
});
