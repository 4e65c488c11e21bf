import type {
  About,
  DocumentAnswer,
  EvaluateRequest,
  Evaluation,
  EvaluationUnderWay,
  SearchAnswer,
  SearchRequest,
} from './types.js';

/** What is done for one request. */
export interface EngineRun {
  /** Aborted when the time is over, when who asked has gone, and when the server stops. */
  readonly signal: AbortSignal;
}

/**
 * What a server answers from. A `RepriseError` is told to who asked, unless its message names a path; of any other error
 * only that it happened. `details.at` of an error about a pipeline is the character at which it goes wrong.
 */
export interface Engine {
  readonly about: () => Promise<About>;
  readonly search: (request: SearchRequest, run: EngineRun) => Promise<SearchAnswer>;
  /** Works for a second or so and keeps what it has, so that the same request goes on with it. */
  readonly evaluate: (request: EvaluateRequest, run: EngineRun) => Promise<Evaluation | EvaluationUnderWay>;
  readonly document: (id: string, run: EngineRun) => Promise<DocumentAnswer>;
}
