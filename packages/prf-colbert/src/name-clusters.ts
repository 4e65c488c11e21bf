import { RepriseError, type RunOptions } from '@reprise/spec';
import type { Clustered } from './cluster-rows.js';
import type { Settings } from './expansion-options.js';
import { isSpecialToken, isWordPiece } from './special-tokens.js';

/** A cluster with what stands for it. Those that no token names are left out. */
export interface NamedCluster {
  readonly token: number;
  readonly data: Float32Array;
  /** Numbers of its rows. */
  readonly members: readonly number[];
}

/** By the tokens of the rows nearest in the collection, asked for all queries in one call: it is read once for them. */
export async function nameCentroids(
  clustered: readonly Clustered[],
  chosen: Settings,
  options: RunOptions,
): Promise<readonly (readonly NamedCluster[])[]> {
  const centres = clustered.flatMap(({ clusters }) => clusters.map(({ centre }) => centre));
  if (centres.length === 0) return clustered.map(() => []);
  const dimensions = centres[0]!.length;
  const rows = new Float32Array(centres.length * dimensions);
  centres.forEach((centre, i) => {
    rows.set(centre, i * dimensions);
  });
  const nearest = await chosen.collection.nearestTokens(rows, chosen.neighbours, options);
  if (nearest.length !== centres.length) {
    throw new RepriseError(
      'PLUGIN_CONTRACT',
      `nearestTokens of the collection gave ${nearest.length} lists for ${centres.length} rows: give one a row`,
    );
  }
  let next = 0;
  return clustered.map(({ clusters }) =>
    clusters.flatMap(({ centre, members }) => {
      const token = mostFrequent(nearest[next++]!, (id) => passes(id, chosen));
      return token === undefined ? [] : [{ token, data: centre, members }];
    }),
  );
}

/** The most frequent of the tokens that pass, of equals the first; none where none passes. */
function mostFrequent(tokens: Int32Array, pass: (token: number) => boolean): number | undefined {
  const counts = new Map<number, number>();
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  let best: number | undefined;
  for (const [token, count] of counts) {
    if (pass(token) && (best === undefined || count > counts.get(best)!)) best = token;
  }
  return best;
}

/** By the own token of the cluster's row nearest to its centroid, which stands for it. */
export function nameByClosest(
  { feedback, rows, clusters }: Clustered,
  chosen: Settings,
): readonly NamedCluster[] {
  const { dimensions, points } = rows;
  for (const { id, tokens } of feedback.positive) {
    if (tokens.ids !== undefined) continue;
    throw new RepriseError(
      'MISSING_REPRESENTATION',
      `the token rows of document ${JSON.stringify(id)} have no ids, which name a cluster by its closest row: ` +
        "use an encoder and an index that keep them, or representative 'centroid'",
      { details: { id } },
    );
  }
  return clusters.flatMap(({ centre, members }) => {
    let closest = members[0]!;
    let least = Number.POSITIVE_INFINITY;
    for (const row of members) {
      let distance = 0;
      for (let i = 0; i < dimensions; i++) distance += (points[row * dimensions + i]! - centre[i]!) ** 2;
      if (distance < least) {
        least = distance;
        closest = row;
      }
    }
    const token = rows.tokens[closest]!;
    const data = points.slice(closest * dimensions, (closest + 1) * dimensions);
    return passes(token, chosen) ? [{ token, data, members }] : [];
  });
}

function passes(token: number, { collection, wordsOnly, exclude }: Settings): boolean {
  if (token < 0) return false;
  const label = collection.label(token);
  if (label === undefined) return true;
  return !isSpecialToken(label) && (!wordsOnly || isWordPiece(label)) && !exclude(label);
}
