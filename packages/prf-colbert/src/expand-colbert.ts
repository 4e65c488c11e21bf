/**
 * Finds what documents say beyond the query, as rows to be added to it: clusters their token rows, names each cluster by
 * a word piece and keeps the clusters whose word pieces tell most.
 *
 *     υ_1 … υ_K   = k-means centroids of the token rows of the feedback documents
 *     token of υ  = the most frequent among those of its r nearest token rows in the collection, special ones aside
 *     σ(t)        = idf ln((N + 1) / (df + 1)),  ictf ln((T + 1) / (cf + 1)),  or t's mean cosine
 *     added       = the fe centroids of the highest σ, each with the weight β·σ
 *
 * Wang, Macdonald, Tonellotto and Ounis: Pseudo-Relevance Feedback for Multiple Representation Dense Retrieval, ICTIR 2021
 * (arXiv 2106.11251), and ColBERT-PRF, TWEB 2023, for ictf, mean cosine and what stands for a cluster; as in
 * pyterrier_colbert (`ColbertPRF`) and the authors' notebook of variants. Centroids are not brought to length 1; of equal
 * counts the nearest token names, of equal σ the first cluster comes first, and one token may name several rows.
 *
 * Departures:
 * - The reference clusters the zero rows that it pads documents with, too: see `padTo`.
 * - It takes the best of ten k-means; here one is made: see `kernelKMeans`. Random numbers differ, and so do clusters.
 * - K need not be larger than fe, and with fewer than K different rows there are fewer clusters, instead of an error.
 * - Tokens are counted by id; there by their decoded text, of which two ids can have the same.
 * - `'closest'` adds the row itself. The notebook adds the centroid, and names it by whatever token stands at the row's
 *   position in the whole collection.
 * - Special tokens are left out with `'closest'` as well, and rows of weight 0 in any case: they only cost time.
 */
import { pacer, RepriseError, type RunOptions } from '@reprise/spec';
import { type Clustered, clusterRows } from './cluster-rows.js';
import { type ColbertPrfOptions, type Settings, settings } from './expansion-options.js';
import type { TokenFeedback } from './feedback-rows.js';
import { type NamedCluster, nameByClosest, nameCentroids } from './name-clusters.js';

/** A row to be added to the query, and where it comes from. */
export interface TokenExpansion {
  /** The word piece that names the cluster; `token 123` where the collection does not know it. */
  readonly label: string;
  /** Its id in the encoder's vocabulary. */
  readonly token: number;
  readonly data: Float32Array;
  readonly sigma: number;
  /** β·σ, rounded to float32. */
  readonly weight: number;
  /** How many rows of the cluster each feedback document gave, in the order of the documents; those that gave none are left out. */
  readonly documents: readonly { readonly id: string; readonly rows: number }[];
}

/** Checks the options and gives the expansion with its reasons, heaviest row first: what `colbertPrf` adds. */
export function expandColbert(
  options: ColbertPrfOptions,
): (feedback: TokenFeedback, run?: RunOptions) => Promise<readonly TokenExpansion[]> {
  const chosen = settings(options);
  return async (feedback, run) => (await expandAll([feedback], chosen, run))[0]!;
}

/** The expansions of each query. */
export async function expandAll(
  batch: readonly TokenFeedback[],
  chosen: Settings,
  options: RunOptions = {},
): Promise<readonly (readonly TokenExpansion[])[]> {
  const pause = pacer(options.signal);
  const clustered: Clustered[] = [];
  for (const feedback of batch) {
    await pause();
    checkSpace(feedback, chosen);
    clustered.push(await clusterRows(feedback, chosen));
  }
  const named =
    chosen.representative === 'centroid'
      ? await nameCentroids(clustered, chosen, options)
      : clustered.map((item) => nameByClosest(item, chosen));
  return named.map((clusters, i) =>
    clusters
      .map((cluster) => weighted(cluster, clustered[i]!, chosen))
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => b.sigma - a.sigma)
      .slice(0, chosen.expansions),
  );
}

function weighted(
  { token, data, members }: NamedCluster,
  { feedback, rows }: Clustered,
  chosen: Settings,
): TokenExpansion {
  const counts = new Uint32Array(feedback.positive.length);
  for (const row of members) counts[rows.documents[row]!]!++;
  const sigma = weigh(token, chosen);
  if (!(sigma >= 0 && Number.isFinite(sigma))) {
    throw new RepriseError(
      'PLUGIN_CONTRACT',
      `the ${chosen.weighting} of token ${token} came out as ${sigma}: give frequencies of at most the collection's ` +
        'documents or rows, and mean cosines of at least 0',
      { details: { token, value: sigma } },
    );
  }
  return {
    label: chosen.collection.label(token) ?? `token ${token}`,
    token,
    data,
    sigma,
    weight: Math.fround(chosen.beta * sigma),
    documents: feedback.positive.flatMap(({ id }, i) => (counts[i] === 0 ? [] : [{ id, rows: counts[i]! }])),
  };
}

/** σ. */
function weigh(token: number, { collection, weighting, meanCosine }: Settings): number {
  if (weighting === 'idf') {
    return Math.log((collection.documents + 1) / (collection.documentFrequency(token) + 1));
  }
  if (weighting === 'ictf') {
    return Math.log((collection.occurrences + 1) / (collection.collectionFrequency(token) + 1));
  }
  return meanCosine!(token);
}

function checkSpace({ query }: TokenFeedback, { collection }: Settings): void {
  if (query.tokens.space === collection.space) return;
  throw new RepriseError(
    'SPACE_MISMATCH',
    `query ${JSON.stringify(query.id)} lies in the space ${query.tokens.space} and the collection in ` +
      `${collection.space}: give colbertPrf the index that the query searches`,
    { details: { query: query.id, found: query.tokens.space, expected: collection.space } },
  );
}
