import type { Collection } from '../similarity.js';

/** N and avgL as Terrier counts them: documents without a term count, too. */
export function terrierCollection({ tokens, lengths }: Collection): {
  readonly documents: number;
  readonly averageLength: number;
} {
  return { documents: lengths.length, averageLength: tokens / lengths.length };
}
