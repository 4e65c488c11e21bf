/**
 * PyLate's folders: modules.json with a Transformer and Dense layers on its rows, conventions in
 * config_sentence_transformers.json, both as PyLate 1.6 writes and reads them; fields that are not there have its defaults.
 *
 * Departures: a prefix or a mask token that the vocabulary lacks is refused, where PyLate adds one with invented weights;
 * a skipped word that it lacks is passed over, where PyLate skips `[UNK]` in its stead.
 */
import { RepriseError } from '@reprise/spec';
import { fields } from '../folder/fields.js';
import { checkInside } from '../folder/inside.js';
import type { ModelFiles } from '../folder/model-files.js';
import { asObject, type JsonObject, readJson, readJsonObject } from '../folder/read-json.js';
import { openWeights } from '../safetensors/open-weights.js';
import { type Projection, projectionHead } from './projection-head.js';
import { leastLength, maskToken, punctuation, type SideLayout, type TokenLayout } from './token-layout.js';

export const pylateSettings = 'config_sentence_transformers.json';

const activations: ReadonlyMap<string, Projection['activation']> = new Map([
  ['torch.nn.modules.linear.Identity', 'identity'],
  ['torch.nn.modules.activation.Tanh', 'tanh'],
  ['torch.nn.modules.activation.ReLU', 'relu'],
]);

/** Undefined where the folder is none of PyLate's. */
export async function readPylate(files: ModelFiles): Promise<TokenLayout | undefined> {
  const config = (await readJsonObject(files, pylateSettings)) ?? {};
  const list = await readJson(files, 'modules.json');
  const entries = Array.isArray(list) ? (list as readonly unknown[]) : [];
  const isPylate =
    config.model_type === 'ColBERT' ||
    config.similarity_fn_name === 'MaxSim' ||
    entries.some((entry) => String((entry as JsonObject | null)?.type).startsWith('pylate.'));
  if (!isPylate) return undefined;

  // Rows have length 1, so that the cosine that early versions wrote comes to the same scores.
  const similarity = config.similarity_fn_name ?? 'MaxSim';
  if (similarity !== 'MaxSim' && similarity !== 'cosine') {
    throw unknown(pylateSettings, 'the similarity', JSON.stringify(similarity));
  }
  const read = fields(config, pylateSettings);
  const side = (prefix: string, length: string, usual: readonly [string, number]): SideLayout => {
    const marker = read.text(prefix, usual[0]);
    return {
      marker: marker === '' ? undefined : marker,
      maxTokens: read.count(length, usual[1], leastLength),
    };
  };
  const expands = read.flag('do_query_expansion', true);
  return {
    path: pylateSettings,
    ...(await readRowModules(files, entries)),
    query: side('query_prefix', 'query_length', ['[Q] ', 32]),
    document: side('document_prefix', 'document_length', ['[D] ', 180]),
    prompt: defaultPrompt(config),
    expands,
    mask: await maskToken(files),
    attendsToExpansion: expands && read.flag('attend_to_expansion_tokens', false),
    skipped: skippedWords(config.skiplist_words ?? punctuation),
  };
}

async function readRowModules(
  files: ModelFiles,
  entries: readonly unknown[],
): Promise<Pick<TokenLayout, 'transformer' | 'head'>> {
  const path = 'modules.json';
  const projections: Projection[] = [];
  let transformer: string | undefined;
  for (const entry of entries) {
    const read = fields(asObject(entry, path), path);
    const type = read.text('type');
    const place = read.text('path', '');
    const folder = place === '' ? '' : `${checkInside(place, path)}/`;
    const name = /^(sentence_transformers|pylate)\./.test(type) ? type.slice(type.lastIndexOf('.') + 1) : '';
    if (name === 'Transformer' && transformer === undefined) transformer = folder;
    else if (name === 'Dense') projections.push(await readDense(files, folder));
    else throw unknown(path, 'the module', type);
  }
  if (transformer === undefined || projections.length === 0) {
    throw unknown(path, 'no Transformer with a Dense layer behind it in', files.name);
  }
  return { transformer, head: projectionHead(projections) };
}

async function readDense(files: ModelFiles, folder: string): Promise<Projection> {
  const path = `${folder}config.json`;
  const config = await readJsonObject(files, path);
  if (config === undefined) {
    throw new RepriseError('NOT_FOUND', `${files.name} has no ${path}, which its modules.json names`, {
      details: { path },
    });
  }
  const read = fields(config, path);
  const name = read.text('activation_function', 'torch.nn.modules.linear.Identity');
  const activation = activations.get(name);
  if (activation === undefined) throw unknown(path, 'the activation', name);
  for (const field of ['module_input_name', 'module_output_name']) {
    const value = read.text(field, 'token_embeddings');
    if (value !== 'token_embeddings') throw unknown(path, `the ${field}`, value);
  }
  return {
    inputs: read.count('in_features'),
    outputs: read.count('out_features'),
    hasBias: read.flag('bias', true),
    activation,
    hasResidual: read.flag('use_residual', false),
    weights: await openWeights(files, `${folder}model.safetensors`),
    path,
  };
}

/** PyLate puts a prompt before a text only if it is the default one or the caller names it. */
function defaultPrompt({ prompts, default_prompt_name: name }: JsonObject): string {
  if (name === undefined || name === null) return '';
  const prompt = new Map(Object.entries((prompts ?? {}) as JsonObject)).get(name as string);
  if (typeof prompt === 'string') return prompt;
  throw new RepriseError(
    'CORRUPT_FILE',
    `${pylateSettings} has no prompt ${JSON.stringify(name)}, its default one: fetch the model again`,
    { details: { path: pylateSettings, value: name } },
  );
}

function skippedWords(words: unknown): readonly string[] {
  if (Array.isArray(words) && words.every((word) => typeof word === 'string')) return words;
  throw new RepriseError('CORRUPT_FILE', `${pylateSettings} has a skiplist_words that is no list of words`, {
    details: { path: pylateSettings, field: 'skiplist_words', value: words },
  });
}

function unknown(path: string, what: string, value: string): RepriseError {
  return new RepriseError(
    'UNSUPPORTED_FORMAT',
    `${path} names ${what} ${value}, which is not known of a ColBERT here`,
    { details: { path, value } },
  );
}
