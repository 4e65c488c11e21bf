import { optionError, RepriseError } from '@reprise/spec';
import { fields } from '../folder/fields.js';
import type { ModelFiles } from '../folder/model-files.js';
import { asObject, readJson, readJsonObject } from '../folder/read-json.js';
import { type SparseEncoderOptions, type SparseKind, sparseKinds } from './sparse-encoder.js';

export interface SparseSettings {
  readonly kind: SparseKind;
  readonly secondLogarithm: boolean;
}

/** Modules of sentence-transformers that make up a sparse encoder of the kinds known here. */
const knownModules = new Set(['MLMTransformer', 'SpladePooling', 'SparseStaticEmbedding', 'Router']);

/**
 * What kind of encoder the folder holds, by the option or by the folder's own word: `architectures` of config.json,
 * idf.json, the modules. `UNSUPPORTED_FORMAT` where neither says it, or where the folder says something not known here.
 */
export async function readSparseSettings(
  files: ModelFiles,
  { kind, secondLogarithm }: Pick<SparseEncoderOptions, 'kind' | 'secondLogarithm'>,
): Promise<SparseSettings> {
  if (kind !== undefined && !sparseKinds.includes(kind)) {
    throw optionError('kind', kind, sparseKinds.join(', '));
  }
  const present = await files.list();
  const poolings = present.filter((path) => /SpladePooling\/config\.json$/.test(path));
  const pooling = poolings.length === 1 ? await readPooling(files, poolings[0]!) : undefined;
  await checkModules(files);
  const config = await readJsonObject(files, 'config.json');
  const architectures = Array.isArray(config?.architectures) ? config.architectures : [];
  const told = architectures.includes('UniCoilEncoder')
    ? 'uniCoil'
    : architectures.includes('DeepImpact')
      ? 'deepImpact'
      : present.includes('idf.json')
        ? 'inferenceFree'
        : pooling === undefined
          ? undefined
          : 'splade';
  const known = kind ?? told;
  if (known === undefined) {
    throw new RepriseError(
      'UNSUPPORTED_FORMAT',
      `${files.name} does not say what kind of sparse encoder it holds: give kind, one of ${sparseKinds.join(', ')}`,
      { details: { path: files.name, option: 'kind', found: present } },
    );
  }
  return { kind: known, secondLogarithm: secondLogarithm ?? pooling ?? false };
}

/** Whether the logarithm is taken twice. Sums (SPLADE's first version) cannot be made of maxima and are refused. */
async function readPooling(files: ModelFiles, path: string): Promise<boolean> {
  const read = fields((await readJsonObject(files, path)) ?? {}, path);
  const strategy = read.text('pooling_strategy', 'max');
  if (strategy !== 'max') throw unknown(path, 'pooling_strategy', strategy);
  const activation = read.text('activation_function', 'relu');
  if (activation !== 'relu' && activation !== 'log1p_relu')
    throw unknown(path, 'activation_function', activation);
  return activation === 'log1p_relu';
}

async function checkModules(files: ModelFiles): Promise<void> {
  const path = 'modules.json';
  const list = await readJson(files, path);
  if (list === undefined) return;
  for (const entry of Array.isArray(list) ? list : [list]) {
    const type = fields(asObject(entry, path), path).text('type');
    const isTheirs = type.startsWith('sentence_transformers.');
    if (!isTheirs || !knownModules.has(type.slice(type.lastIndexOf('.') + 1)))
      throw unknown(path, 'type', type);
  }
}

function unknown(path: string, field: string, value: string): RepriseError {
  return new RepriseError(
    'UNSUPPORTED_FORMAT',
    `${path} says ${field} = ${JSON.stringify(value)}, which is not known of a sparse encoder here`,
    { details: { path, field, value } },
  );
}
