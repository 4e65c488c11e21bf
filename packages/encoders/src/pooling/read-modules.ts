import { RepriseError } from '@reprise/spec';
import { fields } from '../folder/fields.js';
import { checkInside } from '../folder/inside.js';
import type { ModelFiles } from '../folder/model-files.js';
import { asObject, type JsonObject, readJson, readJsonObject } from '../folder/read-json.js';
import type { ModuleSettings } from './modules.js';
import { type PoolingMode, poolingModes } from './pool.js';

/** `pooling_mode_…` of sentence-transformers, in the order in which it lays several side by side. */
const poolingKeys: Readonly<Record<PoolingMode, readonly [key: string, short: string]>> = {
  cls: ['pooling_mode_cls_token', 'cls'],
  max: ['pooling_mode_max_tokens', 'max'],
  mean: ['pooling_mode_mean_tokens', 'mean'],
  meanSqrt: ['pooling_mode_mean_sqrt_len_tokens', 'mean_sqrt_len_tokens'],
  weightedMean: ['pooling_mode_weightedmean_tokens', 'weightedmean'],
  last: ['pooling_mode_lasttoken', 'lasttoken'],
};

const activations: ReadonlyMap<string, 'identity' | 'tanh' | 'relu'> = new Map([
  ['torch.nn.modules.linear.Identity', 'identity'],
  ['torch.nn.modules.activation.Tanh', 'tanh'],
  ['torch.nn.modules.activation.ReLU', 'relu'],
]);

export interface FolderModules {
  /** Folder of the transformer, `''` or with a slash behind. */
  readonly transformer: string;
  readonly modules: readonly ModuleSettings[];
}

/** What `modules.json` says, undefined without one. `UNSUPPORTED_FORMAT` for a module that is not known here. */
export async function readModules(files: ModelFiles): Promise<FolderModules | undefined> {
  const path = 'modules.json';
  const list = await readJson(files, path);
  if (list === undefined) return undefined;
  if (!Array.isArray(list)) {
    throw new RepriseError('CORRUPT_FILE', `${path} is not a list: fetch it again`, { details: { path } });
  }
  const modules: ModuleSettings[] = [];
  let transformer: string | undefined;
  for (const entry of list) {
    const read = fields(asObject(entry, path), path);
    const type = read.text('type');
    const place = read.text('path', '');
    const folder = place === '' ? '' : `${checkInside(place, path)}/`;
    const name = type.startsWith('sentence_transformers.')
      ? type.slice(type.lastIndexOf('.') + 1)
      : undefined;
    if (name === 'Transformer' && transformer === undefined) transformer = folder;
    else if (name === 'Pooling') modules.push(await readPooling(files, folder));
    else if (name === 'Dense') modules.push(await readDense(files, folder));
    else if (name === 'LayerNorm') {
      modules.push({ type: 'layerNorm', file: `${folder}model.safetensors`, name: 'norm' });
    } else if (name === 'Normalize') modules.push({ type: 'normalize' });
    else if (name !== 'Dropout') throw unknown(path, 'the module', type);
  }
  if (transformer === undefined) throw unknown(path, 'the module list without a Transformer of', files.name);
  return { transformer, modules };
}

async function readPooling(files: ModelFiles, folder: string): Promise<ModuleSettings> {
  const path = `${folder}config.json`;
  const config = await needed(files, path);
  const read = fields(config, path);
  const named = config.pooling_mode;
  const short = typeof named === 'string' ? [named] : Array.isArray(named) ? named : [];
  const modes = poolingModes.filter((mode) => {
    const [key, name] = poolingKeys[mode];
    return read.flag(key, false) || short.includes(name);
  });
  for (const key of Object.keys(config)) {
    const isKnown = Object.values(poolingKeys).some(([known]) => known === key);
    if (key.startsWith('pooling_mode_') && !isKnown && config[key] !== false)
      throw unknown(path, 'the pooling', key);
  }
  if (
    modes.length === 0 ||
    short.some((name) => !Object.values(poolingKeys).some(([, known]) => known === name))
  ) {
    throw unknown(path, 'the pooling', JSON.stringify(named ?? 'none'));
  }
  return { type: 'pooling', modes, includePrompt: read.flag('include_prompt', true) };
}

async function readDense(files: ModelFiles, folder: string): Promise<ModuleSettings> {
  const path = `${folder}config.json`;
  const read = fields(await needed(files, path), path);
  const name = read.text('activation_function', 'torch.nn.modules.activation.Tanh');
  const activation = activations.get(name);
  if (activation === undefined) throw unknown(path, 'the activation', name);
  return { type: 'dense', file: `${folder}model.safetensors`, name: 'linear', activation };
}

async function needed(files: ModelFiles, path: string): Promise<JsonObject> {
  const config = await readJsonObject(files, path);
  if (config !== undefined) return config;
  throw new RepriseError('NOT_FOUND', `${files.name} has no ${path}, which its modules.json names`, {
    details: { path },
  });
}

function unknown(path: string, what: string, value: string): RepriseError {
  return new RepriseError('UNSUPPORTED_FORMAT', `${path} names ${what} ${value}, which is not known here`, {
    details: { path, value },
  });
}
