import { type ErrorCode, RepriseError } from '@reprise/spec';
import { difference } from './difference.js';

/** Fails the law with `complaint` where `holds` is false. */
export function ensure(holds: boolean, complaint: string): asserts holds {
  if (!holds) throw new Error(complaint);
}

/** Fails the law where two values differ; says where. */
export function ensureSame(a: unknown, b: unknown, complaint: string, tolerance?: number): void {
  const found = difference(a, b, tolerance);
  ensure(found === undefined, `${complaint}: ${found}`);
}

/** Fails the law where the call does not reject with `code`. */
export async function ensureRejects(call: () => unknown, code: ErrorCode, complaint: string): Promise<void> {
  let ending = 'it did not reject';
  try {
    await call();
  } catch (error) {
    if (RepriseError.isInstance(error) && error.code === code) return;
    ending = `it rejected with ${RepriseError.isInstance(error) ? error.code : String(error)}`;
  }
  throw new Error(`${complaint} must reject with ${code}, and ${ending}`);
}
