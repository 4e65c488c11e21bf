/**
 * Queries without a model: each word of the query weighs relu(idf), however often it stands there; special tokens weigh
 * nothing, a word that the table lacks 1. Geng et al., arXiv 2411.04403; table and defaults as in OpenSearch's models.
 */
import { RepriseError } from '@reprise/spec';
import type { ModelFiles } from '../folder/model-files.js';
import { readJsonObject } from '../folder/read-json.js';
import type { TextTokenizer } from '../tokenizer/text-tokenizer.js';
import type { WeightedIds } from './to-terms.js';

const path = 'idf.json';

/** Token to weight, of idf.json. */
export async function readIdf(files: ModelFiles): Promise<ReadonlyMap<string, number>> {
  const table = await readJsonObject(files, path);
  if (table === undefined) {
    throw new RepriseError('NOT_FOUND', `${files.name} has no ${path}, which weighs the words of queries`, {
      details: { path },
    });
  }
  const idf = new Map<string, number>();
  for (const [token, weight] of Object.entries(table)) {
    if (typeof weight !== 'number' || !Number.isFinite(weight)) {
      throw new RepriseError(
        'CORRUPT_FILE',
        `${path} gives ${JSON.stringify(token)} the weight ${JSON.stringify(weight)}: it should be a number`,
        { details: { path, field: token, value: weight } },
      );
    }
    idf.set(token, weight);
  }
  return idf;
}

export function inferenceFreeWeights(
  ids: readonly number[],
  idf: ReadonlyMap<string, number>,
  { tokenOf, specialTokens }: Pick<TextTokenizer, 'tokenOf' | 'specialTokens'>,
): WeightedIds {
  const words = [...new Set(ids)].filter((id) => !specialTokens.has(id)).sort((a, b) => a - b);
  return words
    .map((id) => [id, Math.fround(idf.get(tokenOf(id) ?? '') ?? 1)] as const)
    .filter(([, weight]) => weight > 0);
}
