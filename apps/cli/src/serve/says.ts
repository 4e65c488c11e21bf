import type { FeedbackWord, SearchWord } from '../pipeline/words.js';

/** One sentence a word, for people who do not know it. */
const sentences: ReadonlyMap<string, string> = new Map([
  ['bm25', 'Finds documents with the words of the query; rare words count more, long documents less.'],
  ['robertson', 'BM25 as its inventors wrote it, where very common words may count against a document.'],
  ['atire', 'BM25 as the ATIRE engine counts it, with another measure of how rare a word is.'],
  ['bm25l', 'BM25 that is kinder to long documents.'],
  ['bm25plus', 'BM25 that gives every word that is there at all a least score.'],
  ['tfIdf', 'Counts how often a word stands in a document, and how rare it is.'],
  [
    'dirichlet',
    'Asks how likely a document would be to produce the query, smoothed by the whole collection.',
  ],
  ['terrierBm25', 'BM25 as the Terrier engine counts it, repeated words of the query included.'],
  ['terrierDirichlet', 'The Dirichlet language model as the Terrier engine counts it.'],
  ['dph', 'Measures how far a word’s count in a document is from chance; has no options to set.'],
  ['pl2', 'Measures how far a word’s count in a document is from chance, by a Poisson model.'],
  ['inL2', 'Measures how far a word’s count is from chance, by how rare it is in the collection.'],
  ['bb2', 'Measures how far a word’s count is from chance, by Bose-Einstein statistics.'],
  ['dense', 'Finds documents whose meaning, as one vector of a neural model, is near that of the query.'],
  ['impact', 'Finds documents by words that a neural model weighted, also words that do not stand there.'],
  ['colbert', 'Compares every word of the query, in its context, with every word of a document.'],
  ['wink', 'BM25 of the wink-bm25-text-search package.'],
  ['rm3', 'Adds the words that are most likely in the first results, and mixes them with the query.'],
  ['rm3Terrier', 'RM3 as the Terrier engine does it.'],
  ['rocchio', 'Moves the query towards the words of good documents and, if asked, away from bad ones.'],
  [
    'bm25prf',
    'Adds words that are more frequent in the first results than elsewhere, weighted as BM25 would.',
  ],
  ['bo1', 'Adds words whose count in the first results is surprising, by Bose-Einstein statistics.'],
  ['bo2', 'Like bo1, with the first results themselves as the yardstick of surprise.'],
  ['kl', 'Adds words by how much more frequent they are in the first results than in the collection.'],
  ['klCorrect', 'Like kl, with a correction for words that are rare.'],
  ['klComplete', 'Like kl, with the whole divergence of both distributions.'],
  ['vectorAverage', 'Moves the query’s vector into the middle between itself and the first results.'],
  ['vectorRocchio', 'Moves the query’s vector towards those of good documents and away from bad ones.'],
  [
    'dime',
    'Keeps the dimensions of the query’s vector that the first results say matter, and drops the rest.',
  ],
  ['colbertPrf', 'Adds vectors of words that are typical of the first results to those of the query.'],
  ['concatenate', 'Puts the texts of the first results behind the query and searches with all of it.'],
  [
    'promptPrf',
    'Adds what was noted of the first results beforehand, such as keywords or a summary, to the query.',
  ],
  ['grf', 'Asks a language model what it knows of the query, and adds that to it.'],
]);

/** The sentence of a word; of one that nobody described yet, what its kind does. */
export function says(name: string, word: SearchWord | FeedbackWord): string {
  return (
    sentences.get(name) ??
    (word.does === 'search'
      ? 'Finds documents for a query.'
      : 'Learns from the first results and writes a better query.')
  );
}
