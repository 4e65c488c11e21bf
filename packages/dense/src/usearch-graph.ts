import { RepriseError } from '@reprise/spec';
import type { Index } from 'usearch';
import type { DenseIndex } from './dense-index.js';

/** What a graph is built and searched with. */
export interface GraphSettings {
  readonly connectivity: number;
  readonly expansionAdd: number;
  readonly expansionSearch: number;
}

/** usearch takes no vectors without dimensions, which an index that never had a document has. */
export const graphDimensions = ({ dimensions }: Pick<DenseIndex, 'dimensions'>): number =>
  Math.max(1, dimensions);

/** An empty graph for the vectors of an index. `NOT_FOUND` where usearch is not installed. */
export async function createGraph(
  documents: DenseIndex,
  { connectivity, expansionAdd, expansionSearch }: GraphSettings,
): Promise<Index> {
  const { Index, MetricKind, ScalarKind } = await loadUsearch();
  return new Index({
    dimensions: graphDimensions(documents),
    metric: documents.similarity === 'euclidean' ? MetricKind.L2sq : MetricKind.IP,
    quantization: ScalarKind.F32,
    connectivity,
    expansion_add: expansionAdd,
    expansion_search: expansionSearch,
    multi: false,
  });
}

async function loadUsearch(): Promise<typeof import('usearch')> {
  try {
    return await import('usearch');
  } catch (cause) {
    throw new RepriseError(
      'NOT_FOUND',
      'a graph needs the package usearch, which did not load: npm install usearch@^2.25.3',
      { cause },
    );
  }
}
