import type { FeedbackStrategy, Retriever } from '@reprise/spec';
import {
  retrieverConformance,
  strategyConformance,
  termsFeedback,
  termsQueries,
  vectorFeedback,
  vectorQueries,
} from './index.js';

declare const overTerms: () => FeedbackStrategy<'terms', 'terms', 'terms'>;
declare const overVectors: () => Promise<Retriever<'vector'>>;

strategyConformance(overTerms, termsFeedback());
// @ts-expect-error the strategy sees terms
strategyConformance(overTerms, vectorFeedback());
retrieverConformance(overVectors, vectorQueries({ space: 'mini', dimensions: 384 }), { tolerance: 1e-4 });
// @ts-expect-error the retriever reads vectors
retrieverConformance(overVectors, termsQueries());
