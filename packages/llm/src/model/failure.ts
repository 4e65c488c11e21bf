import { type ErrorCode, RepriseError } from '@reprise/spec';
import type { Usage } from './language-model.js';

/**
 * Why a call of a language model failed, as `details.reason`:
 *
 *     timeout       no answer in time                         IO_FAILED
 *     connection    refused, reset, or ended early            IO_FAILED
 *     rate-limit    HTTP 429                                  IO_FAILED
 *     server        HTTP 5xx, or a failure of the runtime     IO_FAILED
 *     unauthorised  HTTP 401, 403                             INVALID_OPTION
 *     not-found     HTTP 404, 405, 410, 501                   NOT_FOUND
 *     refused       other HTTP 3xx and 4xx; the model refuses INVALID_INPUT
 *     too-long      the prompt does not fit the context       INVALID_INPUT
 *     too-large     the reply has more bytes than allowed     LIMIT_EXCEEDED
 *     budget        calls or tokens are used up               LIMIT_EXCEEDED
 *     malformed     the reply is not what the protocol says   PARSE_ERROR
 *     schema        the answer does not fit its schema        PARSE_ERROR
 */
export type FailureReason =
  | 'timeout'
  | 'connection'
  | 'rate-limit'
  | 'server'
  | 'unauthorised'
  | 'not-found'
  | 'refused'
  | 'too-long'
  | 'too-large'
  | 'budget'
  | 'malformed'
  | 'schema';

const codes: Readonly<Record<FailureReason, ErrorCode>> = {
  timeout: 'IO_FAILED',
  connection: 'IO_FAILED',
  'rate-limit': 'IO_FAILED',
  server: 'IO_FAILED',
  unauthorised: 'INVALID_OPTION',
  'not-found': 'NOT_FOUND',
  refused: 'INVALID_INPUT',
  'too-long': 'INVALID_INPUT',
  'too-large': 'LIMIT_EXCEEDED',
  budget: 'LIMIT_EXCEEDED',
  malformed: 'PARSE_ERROR',
  schema: 'PARSE_ERROR',
};

const passing: readonly FailureReason[] = ['timeout', 'connection', 'rate-limit', 'server', 'malformed'];

export interface FailureDetails {
  /** Whether the same call may succeed later. Default: by the reason. */
  readonly retryable?: boolean;
  /** How long the server wants to be left alone, in milliseconds. */
  readonly retryAfter?: number;
  /** HTTP status. */
  readonly status?: number;
  /** What the failed call cost, where that is known. */
  readonly usage?: Usage | undefined;
  readonly [name: string]: unknown;
}

export function failure(
  reason: FailureReason,
  message: string,
  details: FailureDetails = {},
  cause?: unknown,
): RepriseError {
  return new RepriseError(codes[reason], message, {
    details: { reason, retryable: passing.includes(reason), ...details },
    cause,
  });
}

/** Why a call failed; undefined for errors of another origin, an abort among them. */
export function reasonOf(error: unknown): FailureReason | undefined {
  if (!RepriseError.isInstance(error)) return undefined;
  const { reason } = error.details;
  return typeof reason === 'string' && Object.hasOwn(codes, reason) ? (reason as FailureReason) : undefined;
}

/** `say` is what the server says, without its secrets; it is not repeated where a key was refused. */
export function httpFailure(
  who: string,
  status: number,
  say: string,
  details: FailureDetails = {},
): RepriseError {
  const said = say === '' ? '' : `: ${say.length > 300 ? `${say.slice(0, 299)}…` : say}`;
  const at = `${who} answered HTTP ${status}`;
  const all = { status, ...details };
  if (status === 429) return failure('rate-limit', `${at}${said}: try again later`, all);
  if (status === 401 || status === 403) return failure('unauthorised', `${at}: check the apiKey`, all);
  if (status === 501 || status === 404 || status === 405 || status === 410)
    return failure('not-found', `${at}${said}: check the address, the model's name and what it can do`, all);
  if (status >= 500) return failure('server', `${at}${said}: try again later`, all);
  const retryable = status === 408 || status === 409 || status === 425;
  return failure('refused', `${at}${said}: change the request`, { retryable, ...all });
}
