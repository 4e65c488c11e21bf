import type { FeedbackDocument } from '@reprise/spec';

/** How many of the documents hold each term. */
export function documentCounts(documents: readonly FeedbackDocument<'terms'>[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { terms } of documents) {
    for (const [term, tf] of terms) if (tf > 0) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  return counts;
}
