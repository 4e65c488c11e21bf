import { DemoError } from '../../api/demo-error.js';
import type { Failure } from './page-state.js';

/** Codes of the server's own troubles: the same request may succeed later. */
const passing: ReadonlySet<string> = new Set([
  'UNREACHABLE',
  'BUSY',
  'TIMEOUT',
  'STOPPING',
  'INTERNAL',
  'ABORTED',
]);

export function failureOf(error: unknown): Failure {
  if (!(error instanceof DemoError)) return { kind: 'server', message: String(error) };
  const { code, message, at } = error;
  const wrong = code === 'INVALID_OPTION' ? 'pipeline' : 'request';
  return { kind: passing.has(code) ? 'server' : wrong, message, ...(at !== undefined && { at }) };
}
