import { type ErrorCode, RepriseError } from '@reprise/spec';
import type { ApiError } from '../api/types.js';
import { Refusal } from './refusal.js';

export interface ErrorAnswer {
  readonly status: number;
  readonly body: ApiError;
  readonly headers: Readonly<Record<string, string>>;
}

/** Errors that are about what was asked. All others are about the server, and only their being is told. */
const statuses: ReadonlyMap<ErrorCode, number> = new Map<ErrorCode, number>([
  ['INVALID_OPTION', 400],
  ['INVALID_INPUT', 400],
  ['INVALID_ID', 400],
  ['DUPLICATE_ID', 400],
  ['MISSING_REPRESENTATION', 400],
  ['INCOMPATIBLE_STAGES', 400],
  ['LIMIT_EXCEEDED', 400],
  ['UNKNOWN_DOCUMENT', 404],
  ['NOT_FOUND', 404],
]);

/** Something with a slash or backslash that could be the place of a file, and every address, wherever it stands. */
const pathLike = /(?:^|[\s"'`(=:])(?:~|\.{1,2}|[A-Za-z]:)?[\\/][^\s/\\]|\w[\\/]\w+[\\/]\w|\w:\//;

const internal: ErrorAnswer = {
  status: 500,
  body: { error: { code: 'INTERNAL', message: 'something went wrong in the server; it goes on' } },
  headers: {},
};

/** What is told of an error: never a stack, never a message that names a path. */
export function answerError(error: unknown): ErrorAnswer {
  if (error instanceof Refusal) {
    const { status, code, message, headers } = error;
    return { status, body: { error: { code, message } }, headers };
  }
  if (!RepriseError.isInstance(error)) return internal;
  const status = statuses.get(error.code);
  if (status === undefined || 'path' in error.details) return internal;
  const message = pathLike.test(error.message) ? 'the request cannot be answered as it is' : error.message;
  const { at } = error.details;
  return {
    status,
    body: { error: { code: error.code, message, ...(typeof at === 'number' && { at }) } },
    headers: {},
  };
}
