import { type ColbertPrfOptions, kernelKMeans, type TokenFeedback } from './index.js';
import { rowsOf } from './tokens.test-support.js';

interface Named {
  readonly label: string;
  readonly token: number;
  readonly data: readonly number[];
  readonly sigma: number;
  readonly rows: number;
}

/** The steps of the paper one after another, one row and one neighbourhood at a time. */
export async function naiveExpansion(feedback: TokenFeedback, options: ColbertPrfOptions): Promise<Named[]> {
  const { collection, clusters = 24, expansions = 10, neighbours = 10, seed = 42, padTo = 0 } = options;
  const { clusterer = kernelKMeans(), wordsOnly, exclude, meanCosine, beta = 1 } = options;
  const { dimensions } = feedback.query.tokens;

  let all: { values: number[]; token: number }[] = [];
  for (const { tokens } of feedback.positive) {
    const own = rowsOf(tokens)
      .map((values, i) => ({ values: values.map((value) => value + 0), token: tokens.ids![i]! }))
      .filter(({ values }) => values.some((value) => value !== 0));
    while (own.length < padTo) own.push({ values: new Array<number>(dimensions).fill(0), token: -1 });
    all = all.concat(own);
  }
  all.sort((a, b) => {
    for (let i = 0; i < dimensions; i++) {
      if (a.values[i] !== b.values[i]) return a.values[i]! - b.values[i]!;
    }
    return a.token - b.token;
  });
  const distinct = new Set(all.map(({ values }) => values.join())).size;
  if (distinct === 0) return [];
  const found = await clusterer.cluster(Float32Array.from(all.flatMap(({ values }) => values)), dimensions, {
    clusters: Math.min(clusters, distinct),
    seed,
  });

  const named: Named[] = [];
  for (let k = 0; k < Math.min(clusters, distinct); k++) {
    const members = all.filter((_, row) => found.labels[row] === k);
    if (members.length === 0) continue;
    const centre = [...found.centres.subarray(k * dimensions, (k + 1) * dimensions)];
    const distance = (values: readonly number[]) =>
      values.reduce((sum, value, i) => sum + (value - centre[i]!) ** 2, 0);
    const closest = members.reduce((best, row) =>
      distance(row.values) < distance(best.values) ? row : best,
    );
    const candidates =
      options.representative === 'closest'
        ? [closest.token]
        : [...(await collection.nearestTokens(Float32Array.from(centre), neighbours))[0]!];
    const allowed = candidates.filter((token) => {
      const label = collection.label(token);
      if (label === undefined) return false;
      if (label.startsWith('[CLS') || label.startsWith('[unused') || exclude?.(label)) return false;
      return !wordsOnly || label !== '!';
    });
    const [token] = allowed.sort(
      (a, b) =>
        candidates.filter((other) => other === b).length - candidates.filter((other) => other === a).length ||
        candidates.indexOf(a) - candidates.indexOf(b),
    );
    if (token === undefined) continue;
    const sigma =
      options.weighting === 'ictf'
        ? Math.log((collection.occurrences + 1) / (collection.collectionFrequency(token) + 1))
        : options.weighting === 'meanCosine'
          ? meanCosine!(token)
          : Math.log((collection.documents + 1) / (collection.documentFrequency(token) + 1));
    named.push({
      label: collection.label(token)!,
      token,
      data: options.representative === 'closest' ? closest.values : centre,
      sigma,
      rows: members.length,
    });
  }
  return named
    .filter(({ sigma }) => beta * sigma > 0)
    .sort((a, b) => b.sigma - a.sigma)
    .slice(0, expansions);
}
