import type { ApiErrorCode } from './types.js';

/** The server's codes, and `UNREACHABLE` where it gave no answer that can be read. */
export type DemoErrorCode = ApiErrorCode | 'UNREACHABLE';

export interface DemoErrorOptions {
  readonly status?: number;
  readonly at?: number;
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** What a call of the client rejects with. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
  readonly code: DemoErrorCode;
  /** Status of the answer; absent where there was none. */
  readonly status?: number;
  /** Of a pipeline: the character, from 0, at which it goes wrong. */
  readonly at?: number;
  /** Of `BUSY`: seconds after which to ask again. */
  readonly retryAfterSeconds?: number;

  constructor(code: DemoErrorCode, message: string, options: DemoErrorOptions = {}) {
    const { status, at, retryAfterSeconds, cause } = options;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    if (status !== undefined) this.status = status;
    if (at !== undefined) this.at = at;
    if (retryAfterSeconds !== undefined) this.retryAfterSeconds = retryAfterSeconds;
  }
}
