import type { MultivectorData } from './multivector-data.js';

export interface TokenStatistics {
  /** Documents that hold a token id. */
  readonly documents: ReadonlyMap<number, number>;
  /** Rows of a token id. */
  readonly occurrences: ReadonlyMap<number, number>;
}

export function statisticsOf({
  tokens,
  starts,
  ids,
}: Pick<MultivectorData, 'tokens' | 'starts' | 'ids'>): TokenStatistics {
  const documents = new Map<number, number>();
  const occurrences = new Map<number, number>();
  const lastDocument = new Map<number, number>();
  for (let document = 0; tokens !== undefined && document < ids.size; document++) {
    for (let row = starts[document]!; row < starts[document + 1]!; row++) {
      const token = tokens[row]!;
      occurrences.set(token, (occurrences.get(token) ?? 0) + 1);
      if (lastDocument.get(token) === document) continue;
      lastDocument.set(token, document);
      documents.set(token, (documents.get(token) ?? 0) + 1);
    }
  }
  return { documents, occurrences };
}
