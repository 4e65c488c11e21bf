/**
 * The features of GRF (Mackie, Chatterjee and Dalton: Generative Relevance Feedback with Large Language Models, SIGIR
 * 2023, arXiv 2304.13157: ten tasks on a query) and of PromptPRF (Li, Wang, Koopman and Zuccon: arXiv 2503.14887:
 * keywords, entities, chain-of-thought keywords, summary, essay and others of a passage).
 *
 * The papers' prompts are not published with all their words; these are our own. GRF lets an answer have 64 tokens
 * (keywords, entities), 256 (chains of thought, queries, summary, facts) or 512 (document, essay, news). Lists come as
 * JSON here, whose marks need more; no list has more than 2,048 characters. A summary has 128 tokens here: encoders of
 * queries read little more beside the query, and writing it is most of what a feature costs.
 */
import { type FeatureTemplate, listTemplate } from './feature-template.js';

export type FeatureName =
  | 'keywords'
  | 'entities'
  | 'cotKeywords'
  | 'cotEntities'
  | 'queries'
  | 'summary'
  | 'facts'
  | 'document'
  | 'essay'
  | 'news';

const shortTerms = { items: 16, length: 64, separator: ', ', terms: true } as const;

const keywords = { ...shortTerms, field: 'keywords', least: 1 } as const;
const entities = { ...shortTerms, field: 'entities', least: 0 } as const;

const prose = (
  name: FeatureName,
  maxTokens: number,
  characters: number,
  passage: string,
  query: string,
): FeatureTemplate => Object.freeze({ name, version: 2, maxTokens, characters, passage, query });

const templates: readonly FeatureTemplate[] = [
  listTemplate({
    ...keywords,
    name: 'keywords',
    items: 10,
    maxTokens: 200,
    passage:
      'List up to 10 keywords or short key phrases that say what the passage is about, the most telling first. ' +
      'No sentences, no repetitions.',
    query:
      'List up to 10 keywords or short key phrases that documents answering this query are likely to contain, ' +
      'the most telling first. No sentences, no repetitions.',
  }),
  listTemplate({
    ...entities,
    name: 'entities',
    maxTokens: 320,
    passage:
      'List up to 16 names that stand in the passage, of whoever and whatever it speaks about. Write each once, ' +
      'as it stands there. If it names nobody and nothing, give an empty list.',
    query:
      'List up to 16 names that documents answering this query are likely to hold, of whoever and whatever they ' +
      'speak about. Write each once.',
  }),
  listTemplate({
    ...keywords,
    name: 'cotKeywords',
    reasons: true,
    maxTokens: 512,
    passage:
      'First think in two or three sentences about what the passage is for and who would search for it. Then ' +
      'list up to 16 keywords or short key phrases by which it should be found, the most telling first.',
    query:
      'First think in two or three sentences about what the person who asks this wants to know. Then list up to ' +
      '16 keywords or short key phrases by which documents that answer should be found, the most telling first.',
  }),
  listTemplate({
    ...entities,
    name: 'cotEntities',
    reasons: true,
    maxTokens: 512,
    passage:
      'First think in two or three sentences about who and what matters in the passage and why. Then list up to ' +
      '16 of those names, as they stand there, the most important first.',
    query:
      'First think in two or three sentences about who and what matters for this query and why. Then list up to ' +
      '16 of those names, the most important first.',
  }),
  listTemplate({
    name: 'queries',
    field: 'queries',
    items: 10,
    length: 120,
    least: 1,
    separator: '; ',
    terms: false,
    maxTokens: 512,
    passage: 'Write up to 10 different short search queries that the passage would answer.',
    query: 'Write up to 10 other short search queries by which a person with the same need might search.',
  }),
  prose(
    'summary',
    128,
    600,
    'Summarise the passage in one or two short plain sentences. Give the summary alone.',
    'Write one or two short plain sentences that sum up the answer to this query. Give them alone.',
  ),
  listTemplate({
    name: 'facts',
    field: 'facts',
    items: 10,
    length: 200,
    least: 1,
    separator: ' ',
    terms: false,
    maxTokens: 640,
    passage:
      'List up to 10 facts that the passage states, each a short sentence that can be understood alone.',
    query: 'List up to 10 facts that bear on this query, each a short sentence that can be understood alone.',
  }),
  prose(
    'document',
    512,
    2400,
    'Write a document of a few paragraphs on the same matter as the passage, in words that others would use for it.',
    'Write a document of a few paragraphs that answers this query.',
  ),
  prose(
    'essay',
    512,
    2400,
    'Write a short essay on the matter that the passage deals with.',
    'Write a short essay on the matter that this query asks about.',
  ),
  prose(
    'news',
    512,
    2400,
    'Write a short news article that reports what the passage says.',
    'Write a short news article that reports on what this query asks about.',
  ),
];

/** The catalogue, by name. */
export const featureCatalogue: ReadonlyMap<string, FeatureTemplate> = new Map(
  templates.map((template) => [template.name, template]),
);
