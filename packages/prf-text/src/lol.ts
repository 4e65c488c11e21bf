/**
 * LoL: a query encoder that was trained, as ANCE-PRF's, on queries with passages behind them, and not to do worse with more of
 * them than with fewer. Zhu et al.: LoL: A Comparative Regularization Loss over Query Reformulation Losses for Pseudo-Relevance
 * Feedback, SIGIR 2022 (arXiv 2204.11545).
 *
 *     q' = encode([CLS] q [SEP] p1 [SEP] … pk [SEP])        token type 0 up to the first [SEP], 1 behind it; k = 0, …, 5
 *
 * One checkpoint for all depths: the judge's `topK(k)` says how many, `depth: 0` that none are read. A first search with this
 * very encoder is `retrieve(index, { encoder })`.
 * The lengths of the texts and their types are the encoder's (`presets.lol` of `@reprise/encoders`).
 *
 * Departure: separators inside of texts are taken out.
 */
import type { FeedbackStrategy, Kind } from '@reprise/spec';
import { type TrainedQueryOptions, trainedQuery } from './trained-query.js';

/** Learns from at most five, in their order; grades and negative documents are not heeded. */
export function lol<Writes extends Kind>(
  options: TrainedQueryOptions<Writes>,
): FeedbackStrategy<'text', 'text', Writes> {
  return trainedQuery('lol', options, { depth: 5, least: 0, lowerCase: false });
}
