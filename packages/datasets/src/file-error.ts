import { dirname } from 'node:path';
import { RepriseError } from '@reprise/spec';

/** An error of the file system as a typed one that names the path and the remedy; typed ones pass unchanged. */
export function fileError(path: string, verb: 'read' | 'write', cause: unknown): RepriseError {
  if (RepriseError.isInstance(cause)) return cause;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') {
    const remedy =
      verb === 'read'
        ? `${path} is not there: check the path`
        : `there is no folder ${dirname(path)}: make it first`;
    return new RepriseError('NOT_FOUND', remedy, { details: { path }, cause });
  }
  const reason =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? 'the disk is full: free some space and try again'
      : cause instanceof Error
        ? cause.message
        : String(cause);
  const done = verb === 'read' ? 'read' : 'written';
  return new RepriseError('IO_FAILED', `${path} could not be ${done}: ${reason}`, {
    details: { path },
    cause,
  });
}
