/**
 * Checkpoints of stanford-futuredata/ColBERT (HF_ColBERT): conventions in artifact.metadata, and in the model's own
 * weights `linear.weight`, [dim, hidden], without a bias. Markers, punctuation, similarity and the attention to `[MASK]`
 * have the defaults of its configuration where the file is silent; lengths and dimensions have to be told.
 *
 * Departure: the reference puts ". " before a text and overwrites the full stop with the marker. A marker that is put in
 * gives the same ids.
 */
import { RepriseError } from '@reprise/spec';
import { fields } from '../folder/fields.js';
import type { ModelFiles } from '../folder/model-files.js';
import { readJsonObject } from '../folder/read-json.js';
import type { GraphHead } from '../graph/transformer.js';
import { projectionHead } from './projection-head.js';
import { leastLength, maskToken, punctuation, type TokenLayout } from './token-layout.js';

/** Undefined where the folder is none of Stanford's. */
export async function readStanford(files: ModelFiles): Promise<TokenLayout | undefined> {
  const path = 'artifact.metadata';
  const metadata = await readJsonObject(files, path);
  if (metadata === undefined) {
    const architectures = (await readJsonObject(files, 'config.json'))?.architectures;
    if (!Array.isArray(architectures) || !architectures.includes('HF_ColBERT')) return undefined;
    throw new RepriseError(
      'NOT_FOUND',
      `${files.name} holds an HF_ColBERT and no ${path} to say its conventions: fetch the model again`,
      { details: { path } },
    );
  }
  const read = fields(metadata, path);
  for (const [field, known] of [
    ['similarity', 'cosine'],
    ['interaction', 'colbert'],
  ] as const) {
    const value = read.text(field, known);
    if (value === known) continue;
    throw new RepriseError(
      'UNSUPPORTED_FORMAT',
      `${path} says ${field} = ${JSON.stringify(value)}: only ${known} is known here`,
      { details: { path, field, value } },
    );
  }
  const outputs = read.count('dim');
  const head: GraphHead = (graph, lastLayer, model) => {
    const inputs = model.architecture.hidden;
    const projection = { inputs, outputs, hasBias: false, hasResidual: false, weights: undefined, path };
    return projectionHead([{ ...projection, activation: 'identity' }])(graph, lastLayer, model);
  };
  return {
    path,
    transformer: '',
    head,
    query: {
      marker: read.text('query_token_id', '[unused0]'),
      maxTokens: read.count('query_maxlen', undefined, leastLength),
    },
    document: {
      marker: read.text('doc_token_id', '[unused1]'),
      maxTokens: read.count('doc_maxlen', undefined, leastLength),
    },
    prompt: '',
    expands: true,
    mask: await maskToken(files),
    attendsToExpansion: read.flag('attend_to_mask_tokens', false),
    skipped: read.flag('mask_punctuation', true) ? punctuation : [],
  };
}
