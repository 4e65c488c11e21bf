import type { MultivectorData } from './multivector-data.js';

/** Which rows have which centroid: those of centroid c are `rows[starts[c]]` to `rows[starts[c + 1]]`, ascending. */
export interface Lists {
  readonly starts: Uint32Array;
  readonly rows: Uint32Array;
  /** The document of each row, by row number. */
  readonly documents: Uint32Array;
}

export function listsOf({ kernels, rows, codebook, starts, ids }: MultivectorData): Lists {
  const centroids = kernels.view(rows.centroidIds, Uint32Array);
  const listStarts = new Uint32Array(codebook.count + 1);
  for (let row = 0; row < rows.count; row++) listStarts[centroids[row]! + 1]!++;
  for (let centroid = 0; centroid < codebook.count; centroid++)
    listStarts[centroid + 1]! += listStarts[centroid]!;
  const next = listStarts.slice();
  const listed = new Uint32Array(rows.count);
  for (let row = 0; row < rows.count; row++) listed[next[centroids[row]!]!++] = row;
  const documents = new Uint32Array(rows.count);
  for (let document = 0; document < ids.size; document++) {
    documents.fill(document, starts[document], starts[document + 1]);
  }
  return { starts: listStarts, rows: listed, documents };
}

/** Where the rows of centroids lie, which are ascending: places one after another, in parts of `most` rows at most. */
export function* partsOf(
  { starts }: Lists,
  centroids: Uint32Array,
  most: number,
): Generator<readonly [first: number, count: number]> {
  for (let i = 0; i < centroids.length; i++) {
    const start = starts[centroids[i]!]!;
    while (centroids[i + 1] === centroids[i]! + 1) i++;
    const end = starts[centroids[i]! + 1]!;
    for (let first = start; first < end; first += most) yield [first, Math.min(most, end - first)];
  }
}
