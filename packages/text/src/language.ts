import { optionError, RepriseError } from '@reprise/spec';
import type { Analyzer } from './analyzer.js';
import { createAnalyzer, type TokenFilter } from './create-analyzer.js';
import { type Language, type LanguageCode, languageCodes, languages } from './languages.js';
import { lowerCaseFilter } from './lower-case-filter.js';
import { memoized } from './memoized.js';
import { standardTokenizer } from './standard-tokenizer.js';
import { stemFilter } from './stem-filter.js';
import { stopFilter } from './stop-filter.js';

/**
 * The analyzer of a language by its ISO 639-1 code, such as `de`: standard tokenizer, elisions (French, Italian, Irish),
 * lower case, stop words, Snowball stems. Stems and stop words come from the optional packages @orama/stemmers and
 * @orama/stopwords, loaded here for this language only; `NOT_FOUND` says so where they are not installed.
 */
export async function language(code: LanguageCode): Promise<Analyzer> {
  if (!languageCodes.includes(code)) {
    throw optionError('code', code, `one of ${languageCodes.join(', ')}, or call english() for English`);
  }
  const chosen: Language = languages[code];
  const [{ stemmer }, { stopwords }] = await Promise.all([chosen.stemmer(), chosen.stopWords()]).catch(
    (cause: unknown) => {
      throw new RepriseError(
        'NOT_FOUND',
        `the analyzer ${code} cannot load its stemmer and stop words: npm install @orama/stemmers @orama/stopwords`,
        { details: { value: code }, cause },
      );
    },
  );
  return createAnalyzer({
    name: code,
    tokenize: standardTokenizer,
    filters: [
      memoized([
        ...(chosen.first ? [chosen.first] : []),
        lowerCaseFilter,
        ...(chosen.elided ? [elisionFilter(chosen.elided)] : []),
        stopFilter(stopwords),
        stemFilter(stemmer),
      ]),
    ],
  });
}

/** Drops the elided word and its apostrophe from the front of a lower-case token: `l'eau` gives `eau`. */
function elisionFilter(elided: readonly string[]): TokenFilter {
  const front = new RegExp(`^(?:${elided.join('|')})['\\u2019]`);
  return (tokens) => tokens.map((token) => token.replace(front, ''));
}
