import { RepriseError } from '@reprise/spec';

/**
 * Refuses a path that a file of the model names and that leads out of its folder: an absolute one, one with a drive,
 * a backslash, `..` or a NUL. `UNSUPPORTED_FORMAT`.
 */
export function checkInside(path: string, source: string): string {
  const parts = path.split('/');
  const leadsOut =
    path === '' || path.startsWith('/') || /[\\:\0]/.test(path) || parts.includes('..') || parts.includes('');
  if (leadsOut) {
    throw new RepriseError(
      'UNSUPPORTED_FORMAT',
      `${source} names the file ${JSON.stringify(path)}: only files inside the model's folder are read`,
      { details: { path: source, value: path } },
    );
  }
  return path;
}
