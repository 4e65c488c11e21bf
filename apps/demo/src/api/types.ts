import type { ErrorCode } from '@reprise/spec';

/**
 * What the page and the server say to each other, as JSON. Every answer is one of these types or an `ApiError`; the
 * client in `client.ts` speaks it, for the page and for others.
 *
 * | request | body | answer |
 * |---|---|---|
 * | `GET api/about` | | `About` |
 * | `POST api/search` | `SearchRequest` | `SearchAnswer` |
 * | `POST api/evaluate` | `EvaluateRequest` | `Evaluation`, or with status 202 `EvaluationUnderWay`: ask again |
 * | `GET api/document?id=…` | | `DocumentAnswer` |
 */

/** What the server has: asked for once, when the page opens. */
export interface About {
  /** Name of the collection or of the index's folder; never a path. */
  readonly name: string;
  readonly documents: number;
  /** Stages of which a pipeline can be built on this index, in the order in which they should be offered. */
  readonly stages: readonly StageAbout[];
  /** Ways of fusing two rankings: `interpolate`, `rrf`, … */
  readonly fusers: readonly { readonly word: string; readonly options: readonly OptionAbout[] }[];
  /** Pipelines worth comparing, the first two are shown when the page opens. */
  readonly presets: readonly { readonly name: string; readonly pipeline: string }[];
  /** Queries to begin with. */
  readonly examples: readonly string[];
  /** Queries that have judgements; empty where none are known. */
  readonly judged: readonly JudgedQuery[];
  /** Measures worth choosing from, the usual one first; empty where nothing was judged. Others are understood too. */
  readonly measures: readonly string[];
  /** Name of the language model that answers at query time; absent without one. */
  readonly languageModel?: string;
}

export interface StageAbout {
  /** The word in a pipeline: `bm25`, `dense`, `rm3`, … */
  readonly word: string;
  readonly does: 'search' | 'feedback';
  /** What it searches or learns from. A feedback stage works on a search of its own kind. */
  readonly on: 'text' | 'vector' | 'tokens' | 'features';
  /** One sentence for people who do not know the word. */
  readonly says: string;
  readonly options: readonly OptionAbout[];
}

export interface OptionAbout {
  readonly name: string;
  readonly type: 'number' | 'boolean' | 'name';
  readonly default?: number | boolean | string;
  /** The values of a `name`, where they are few. */
  readonly values?: readonly string[];
}

export interface JudgedQuery {
  readonly id: string;
  readonly text: string;
  /** How many documents were judged relevant. */
  readonly relevant: number;
}

/** A document that a person judged: above 0 is relevant, 0 or less is not. */
export interface GivenJudgement {
  readonly id: string;
  readonly grade: number;
}

export interface SearchRequest {
  /** At most 1,000 characters. */
  readonly query: string;
  /** A pipeline in the words of the command line. */
  readonly pipeline: string;
  /** Hits to answer with, at most 1,000. Default 20. */
  readonly k?: number;
  /** Given: feedback learns from these instead of the first hits. */
  readonly given?: readonly GivenJudgement[];
  /** Of a judged query: hits carry their grades then, and the answer its measures. */
  readonly judgedQuery?: string;
}

export interface SearchAnswer {
  /** The pipeline as it was run, written in one way whatever spaces it came with. */
  readonly pipeline: string;
  readonly milliseconds: number;
  readonly hits: readonly HitAnswer[];
  /** Steps in the order they ran, those of a fusion's branches before the fusion. */
  readonly steps: readonly StepAnswer[];
  /** What each feedback stage did, in their order; empty where the pipeline has none or it changed nothing. */
  readonly feedback: readonly FeedbackAnswer[];
  /** With `judgedQuery`: measures of this ranking (of its first 1,000 hits), by name as in `nDCG@10`. */
  readonly measures?: Readonly<Record<string, number>>;
  /** A program with the packages that runs this pipeline. */
  readonly program: string;
  /** A command that prints the same; absent with `given`, which no command takes. */
  readonly command?: string;
}

export interface HitAnswer {
  readonly id: string;
  /** From 1. */
  readonly rank: number;
  readonly score: number;
  /** How the document begins, on one line; absent where the index keeps no texts. */
  readonly beginning?: string;
  /** The document's beginning, or the part of it where matched and added terms are densest. Plain text. */
  readonly snippet: readonly SnippetPart[];
  /** The judgement of a `judgedQuery`; absent where the document was not judged. */
  readonly grade?: number;
}

/** A run of plain text; `mark` says that it is a term of the query, or one that feedback added. */
export interface SnippetPart {
  readonly text: string;
  readonly mark?: 'query' | 'added';
}

export interface StepAnswer {
  readonly stage: string;
  readonly milliseconds: number;
  /** Hits passed on; absent where the step passed on a query. */
  readonly hits?: number;
  /** How deep within fusions, 0 outside. */
  readonly depth: number;
}

export type FeedbackAnswer = TermsAnswer | VectorAnswer | TokensAnswer | TextAnswer;

interface Learnt {
  /** The feedback stage's word. */
  readonly stage: string;
  /** The documents it learnt from. */
  readonly positive: readonly GivenJudgement[];
  readonly negative: readonly string[];
  /** Whether the strategy moves away from `negative`; without, these changed nothing. */
  readonly heedsNegative: boolean;
}

/** Weighted terms: heaviest first. `before` and `after` are shares of 1; one is absent for what was added or dropped. */
export interface TermsAnswer extends Learnt {
  readonly kind: 'terms';
  readonly terms: readonly {
    readonly term: string;
    /** The form in which the shown texts have it most often; absent where they do not have it. */
    readonly word?: string;
    readonly before?: number;
    readonly after?: number;
  }[];
}

/**
 * A vector that moved, drawn in the plane of the first two principal components of the shown points. `kept` is the
 * share of the points' variance that the plane keeps, 0 to 1.
 */
export interface VectorAnswer extends Learnt {
  readonly kind: 'vector';
  /** Cosine of the query before and after. */
  readonly cosine: number;
  readonly kept: number;
  readonly points: readonly PlanePoint[];
}

export interface PlanePoint {
  readonly role:
    | 'query before'
    | 'query after'
    | 'learnt from'
    | 'found before'
    | 'found after'
    | 'found both';
  /** The document; absent for the query. */
  readonly id?: string;
  readonly x: number;
  readonly y: number;
}

/** Token rows that were added, heaviest first. */
export interface TokensAnswer extends Learnt {
  readonly kind: 'tokens';
  readonly tokens: readonly {
    readonly token: string;
    readonly weight: number;
    /** Documents learnt from whose rows are nearest, with the words around. */
    readonly from: readonly { readonly id: string; readonly similarity: number; readonly passage: string }[];
  }[];
}

/** A new text: of strategies that rewrite with text, and of those that read features. */
export interface TextAnswer extends Learnt {
  readonly kind: 'text';
  /** What the query became, or what was read beside it. */
  readonly text?: string;
  readonly cosine?: number;
  /** The features used, for `promptPrf`. */
  readonly features: readonly { readonly id: string; readonly feature: string; readonly text: string }[];
  /** How the features were made, in words that go on from “made”. */
  readonly maker?: string;
}

export interface EvaluateRequest {
  readonly left: string;
  readonly right: string;
  /** `nDCG@10`, `AP`, `R@100`, … */
  readonly measure: string;
}

export interface Evaluation {
  readonly measure: string;
  readonly left: SideEvaluation;
  readonly right: SideEvaluation;
  /** Queries on which the right side is better than the left, and so on. */
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  /** Of a paired t-test, two-sided; absent where it is not defined. */
  readonly p?: number;
  readonly queries: readonly {
    readonly id: string;
    readonly text: string;
    readonly left: number;
    readonly right: number;
  }[];
}

/** What an answer to `evaluate` holds while there is more to do; what was done is kept for the next request. */
export interface EvaluationUnderWay {
  /** Searches done and to do, of both pipelines together. */
  readonly underWay: { readonly done: number; readonly total: number };
}

export interface SideEvaluation {
  readonly pipeline: string;
  readonly mean: number;
}

export interface DocumentAnswer {
  readonly id: string;
  readonly text: string;
  /** Features of the document that the index holds, by name. */
  readonly features: Readonly<Record<string, string>>;
}

/** What the server says beside the codes of `RepriseError`. */
export type ServerErrorCode =
  | 'BAD_REQUEST'
  | 'FORBIDDEN'
  | 'TOO_LARGE'
  | 'BUSY'
  | 'TIMEOUT'
  | 'STOPPING'
  | 'INTERNAL';

export type ApiErrorCode = ErrorCode | ServerErrorCode;

export interface ApiError {
  readonly error: {
    readonly code: ApiErrorCode;
    readonly message: string;
    /** Of a pipeline: the character, from 0, at which it goes wrong. */
    readonly at?: number;
  };
}
