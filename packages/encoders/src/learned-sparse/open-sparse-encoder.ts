import { optionError, pacer, type RunOptions } from '@reprise/spec';
import { filesOf } from '../folder/files-of.js';
import { lastName } from '../folder/last-name.js';
import { readJsonObject } from '../folder/read-json.js';
import { readSettings } from '../folder/read-settings.js';
import { sequenceLimit } from '../graph/sequence-limit.js';
import { closable } from '../runtime/closable.js';
import { templateOf } from '../tokenizer/template-of.js';
import { openTokenizer } from '../tokenizer/text-tokenizer.js';
import { placesOfQuery, type WordSequence, wordSequence } from './deep-impact.js';
import { inferenceFreeWeights, readIdf } from './inference-free-weights.js';
import { openSparseModel, type SparseModel } from './open-sparse-model.js';
import { readSparseSettings } from './read-sparse-settings.js';
import type { SparseEncoder, SparseEncoderOptions } from './sparse-encoder.js';
import { checkPruning, toTerms, type WeightedIds } from './to-terms.js';

type Role = 'query' | 'document';

/** Lengths of Pyserini's uniCOIL encoders. */
const uniCoilLengths = { query: { maxTokens: 128 }, document: { maxTokens: 512 } } as const;

/**
 * Opens a learned sparse encoder from a Hugging Face folder as it is: tokenizer, weights (ONNX or safetensors) and what
 * it says of its kind. `folder` is a directory, or a map of paths to bytes, which needs no file system. The model of
 * `inferenceFree` and `deepImpact` is opened when the first document comes: queries need a tokenizer and perhaps idf.json.
 *
 * Fails with `NOT_FOUND` for a file or a package that is missing, `UNSUPPORTED_FORMAT` for a model or module that is
 * not known here, `CORRUPT_FILE` for a file that lies, `INVALID_OPTION`, `DIMENSION_MISMATCH`, `LIMIT_EXCEEDED`,
 * `IO_FAILED`.
 */
export async function openSparseEncoder(
  folder: string | ReadonlyMap<string, Uint8Array>,
  options: SparseEncoderOptions = {},
): Promise<SparseEncoder> {
  const { batchTokens = 512, specials = 'keep', bits } = options;
  if (!Number.isInteger(batchTokens) || batchTokens < 1) {
    throw optionError('batchTokens', batchTokens, 'a whole number from 1');
  }
  if (specials !== 'keep' && specials !== 'drop') throw optionError('specials', specials, 'keep or drop');
  if (bits !== undefined && bits !== 8) throw optionError('bits', bits, '8, or nothing');
  const name = options.name ?? (typeof folder === 'string' ? lastName(folder) : '');
  if (typeof name !== 'string' || name === '') throw optionError('name', name, 'a name for the encoder');
  const prunings = { query: options.query?.prune ?? {}, document: options.document?.prune ?? {} };
  checkPruning('query', prunings.query);
  checkPruning('document', prunings.document);

  const files = await filesOf(folder);
  const sparse = await readSparseSettings(files, options);
  const { kind } = sparse;
  const settings = await readSettings(files, '');
  const tokenizer = await openTokenizer(files, settings);
  const { limit } = sequenceLimit(await readJsonObject(files, 'config.json'), 'config.json');
  const template = (role: Role) => {
    const given = kind === 'uniCoil' ? { ...uniCoilLengths[role], ...options[role] } : options[role];
    return templateOf(given, settings.prompts[role], { settings, limit });
  };
  const templates = { query: template('query'), document: template('document') };

  const openModel = (): Promise<SparseModel> =>
    openSparseModel(files, sparse, { ...options, name, batchTokens });
  const idf = kind === 'inferenceFree' ? await readIdf(files) : undefined;
  let model: Promise<SparseModel> | undefined;
  const queriesNeedModel = kind === 'splade' || kind === 'uniCoil';
  if (queriesNeedModel) model = Promise.resolve(await openModel());

  const weigh = async (
    sequences: readonly (readonly number[])[],
    role: Role,
    run: RunOptions,
  ): Promise<readonly WeightedIds[]> => {
    if (idf !== undefined && role === 'query') {
      return sequences.map((ids) => inferenceFreeWeights(ids, idf, tokenizer));
    }
    if (kind === 'deepImpact' && role === 'query') return sequences.map(placesOfQuery);
    model ??= openModel();
    return (await model).weigh(sequences, role, run);
  };
  const read = (text: string, role: Role): WordSequence => {
    const { tokenOf } = tokenizer;
    if (kind !== 'deepImpact') return { ids: tokenizer.encode(text, templates[role]), tokenOf };
    // No model reads a query's words, so that there is no limit to them.
    const maxTokens = role === 'query' ? Number.POSITIVE_INFINITY : templates.document.maxTokens;
    return wordSequence(tokenizer, text, { ...templates[role], maxTokens });
  };
  const isDropped = (id: number): boolean =>
    kind !== 'deepImpact' && specials === 'drop' && tokenizer.specialTokens.has(id);
  const encode = async (
    texts: readonly string[],
    role: Role,
    run: RunOptions,
  ): Promise<readonly ReadonlyMap<string, number>[]> => {
    const pause = pacer(run.signal);
    const sequences: WordSequence[] = [];
    for (const text of texts) {
      sequences.push(read(text, role));
      await pause();
    }
    const weights = await weigh(
      sequences.map(({ ids }) => ids),
      role,
      run,
    );
    return weights.map((found, i) => {
      const { tokenOf } = sequences[i]!;
      return toTerms(found, { prune: prunings[role], bits, tokenOf, isDropped });
    });
  };

  const { during, close } = closable(`the encoder ${name}`, async () => {
    await (await model?.catch(() => undefined))?.close();
  });
  return Object.freeze({
    spec: 'v1',
    name,
    kind,
    reads: ['text'],
    writes: ['terms'],
    encode: async (batch, role, run = {}) => {
      const texts = batch.map(({ text }) => text);
      const found = await during(() => encode(texts, role, run));
      return found.map((terms) => ({ terms }));
    },
    close,
  } satisfies SparseEncoder);
}
