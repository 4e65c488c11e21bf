import { RepriseError } from '@reprise/spec';

/** An error of the file system as a typed one that names the path; typed ones pass unchanged. */
export function fileError(path: string, verb: 'read' | 'write', cause: unknown): RepriseError {
  if (RepriseError.isInstance(cause)) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
  return missing
    ? new RepriseError('NOT_FOUND', `${path} is not there: check the path`, { details: { path }, cause })
    : new RepriseError(
        'IO_FAILED',
        `${path} could not be ${verb === 'read' ? 'read' : 'written'}: ${reason}`,
        {
          details: { path },
          cause,
        },
      );
}
