/**
 * How alike a token's rows are wherever it stands, which is high for words of one meaning:
 *
 *     c(t) = mean over the rows x of t of cos(x, μ),   μ = mean of the rows of t at length 1
 *          = |Σ x/|x|| / n
 *
 * Wang, Macdonald, Tonellotto and Ounis: ColBERT-PRF, TWEB 2023; in their notebook μ is the mean of the rows as they
 * are, which with ColBERT's rows of length 1 is the same, and only the first ten million rows are read.
 */
import { type Has, RepriseError } from '@reprise/spec';

/**
 * Reads the documents of a collection once and gives c(t), from 0 to 1, of a token id; 0 for one that was not met. Takes
 * 8 bytes a dimension for each different token. Fails with `MISSING_REPRESENTATION` where ids are missing.
 */
export async function meanCosines(
  documents: Iterable<Has<'tokens'>> | AsyncIterable<Has<'tokens'>>,
): Promise<(token: number) => number> {
  const sums = new Map<number, { rows: number; readonly sum: Float64Array }>();
  for await (const { tokens } of documents) {
    const { dimensions, data, ids } = tokens;
    if (ids === undefined) {
      throw new RepriseError(
        'MISSING_REPRESENTATION',
        'the token rows of a document have no ids: encode with an encoder that gives them',
      );
    }
    ids.forEach((token, row) => {
      const vector = data.subarray(row * dimensions, (row + 1) * dimensions);
      const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
      if (length === 0) return;
      const met = sums.get(token) ?? { rows: 0, sum: new Float64Array(dimensions) };
      met.rows++;
      for (let i = 0; i < dimensions; i++) met.sum[i]! += vector[i]! / length;
      sums.set(token, met);
    });
  }
  const cosines = new Map<number, number>();
  for (const [token, { rows, sum }] of sums) {
    cosines.set(token, Math.sqrt(sum.reduce((squares, value) => squares + value * value, 0)) / rows);
  }
  return (token) => cosines.get(token) ?? 0;
}
