import { DemoError, type DemoErrorCode } from './demo-error.js';
import type {
  About,
  ApiError,
  DocumentAnswer,
  EvaluateRequest,
  Evaluation,
  EvaluationUnderWay,
  SearchAnswer,
  SearchRequest,
} from './types.js';

export interface DemoClientOptions {
  /** Default: the platform's own. */
  readonly fetch?: typeof fetch;
}

export interface CallOptions {
  /** Aborting rejects the call with code `ABORTED` and ends the work on the server. */
  readonly signal?: AbortSignal;
}

export interface EvaluateCallOptions extends CallOptions {
  /** Told between the requests of which a long evaluation consists. */
  readonly onProgress?: (underWay: EvaluationUnderWay['underWay']) => void;
}

/** Every call rejects with a `DemoError`. */
export interface DemoClient {
  readonly about: (options?: CallOptions) => Promise<About>;
  readonly search: (request: SearchRequest, options?: CallOptions) => Promise<SearchAnswer>;
  /** Asks until every query of both sides is evaluated. */
  readonly evaluate: (request: EvaluateRequest, options?: EvaluateCallOptions) => Promise<Evaluation>;
  readonly document: (id: string, options?: CallOptions) => Promise<DocumentAnswer>;
}

/** Speaks to the server at `baseUrl`, such as `http://127.0.0.1:7700/`. Runs in browsers and in Node. */
export function demoClient(baseUrl: string | URL, options: DemoClientOptions = {}): DemoClient {
  const { fetch: send = (...request: Parameters<typeof fetch>) => fetch(...request) } = options;

  const call = async (path: string, body: unknown, { signal }: CallOptions = {}): Promise<unknown> => {
    const request: RequestInit = {
      ...(signal !== undefined && { signal }),
      ...(body !== undefined && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    };
    try {
      const response = await send(new URL(path, baseUrl), request);
      const answer: unknown = await response.json();
      if (response.ok) return answer;
      throw refusal(response, answer);
    } catch (error) {
      if (error instanceof DemoError) throw error;
      if (signal?.aborted) throw new DemoError('ABORTED', 'the request was aborted', { cause: error });
      throw new DemoError(
        'UNREACHABLE',
        'the server gave no answer: it may have been stopped, start it again with reprise serve',
        { cause: error },
      );
    }
  };

  return Object.freeze({
    about: (run?: CallOptions) => call('api/about', undefined, run) as Promise<About>,
    search: (request: SearchRequest, run?: CallOptions) =>
      call('api/search', request, run) as Promise<SearchAnswer>,
    evaluate: async (request: EvaluateRequest, run: EvaluateCallOptions = {}) => {
      for (;;) {
        const answer = (await call('api/evaluate', request, run)) as Evaluation | EvaluationUnderWay;
        if (!('underWay' in answer)) return answer;
        run.onProgress?.(answer.underWay);
      }
    },
    document: (id: string, run?: CallOptions) =>
      call(`api/document?id=${encodeURIComponent(id)}`, undefined, run) as Promise<DocumentAnswer>,
  });
}

function refusal(response: Response, answer: unknown): DemoError {
  const { error } = Object(answer) as Partial<ApiError>;
  const code: DemoErrorCode = error?.code ?? 'INTERNAL';
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new DemoError(code, error?.message ?? `the server answered ${response.status}`, {
    status: response.status,
    ...(error?.at !== undefined && { at: error.at }),
    ...(Number.isFinite(retryAfter) && { retryAfterSeconds: retryAfter }),
  });
}
