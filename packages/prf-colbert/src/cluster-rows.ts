import { RepriseError } from '@reprise/spec';
import type { Clusters } from './clusterer.js';
import type { Settings } from './expansion-options.js';
import { type FeedbackRows, feedbackRows, type TokenFeedback } from './feedback-rows.js';

/** The token rows of one query's documents and their clusters, but for those without rows. */
export interface Clustered {
  readonly feedback: TokenFeedback;
  readonly rows: FeedbackRows;
  readonly clusters: readonly Cluster[];
}

export interface Cluster {
  readonly centre: Float32Array;
  /** Numbers of its rows. */
  readonly members: readonly number[];
}

export async function clusterRows(feedback: TokenFeedback, chosen: Settings): Promise<Clustered> {
  const rows = feedbackRows(feedback, chosen.padTo);
  const { dimensions, points } = rows;
  const count = Math.min(chosen.clusters, rows.distinct);
  if (count === 0) return { feedback, rows, clusters: [] };
  const { clusterer, seed } = chosen;
  const { centres, labels } = await clusterer.cluster(points, dimensions, { clusters: count, seed });
  checkClusters(clusterer.name, { centres, labels }, rows, count);
  const members = Array.from({ length: count }, (): number[] => []);
  labels.forEach((label, row) => {
    members[label]!.push(row);
  });
  return {
    feedback,
    rows,
    clusters: members
      .map((own, i) => ({ centre: centres.slice(i * dimensions, (i + 1) * dimensions), members: own }))
      .filter(({ members }) => members.length > 0),
  };
}

function checkClusters(
  name: string,
  { centres, labels }: Clusters,
  { count, dimensions }: FeedbackRows,
  clusters: number,
): void {
  const fault =
    centres.length !== clusters * dimensions
      ? `gave ${centres.length} numbers for ${clusters} centres of ${dimensions} dimensions`
      : !centres.every((value) => value - value === 0)
        ? 'gave a centre that is not finite'
        : labels.length !== count || labels.some((label) => label >= clusters)
          ? `did not give each of ${count} rows one of ${clusters} clusters`
          : undefined;
  if (fault === undefined) return;
  throw new RepriseError('PLUGIN_CONTRACT', `the clusterer ${name} ${fault}: use another one`, {
    details: { clusterer: name },
  });
}
