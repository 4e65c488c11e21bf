import { RepriseError } from '@reprise/spec';
import { checkInside } from '../folder/inside.js';
import type { ModelFiles } from '../folder/model-files.js';
import { asObject, readJsonObject } from '../folder/read-json.js';
import { parseSafetensors, type StoredTensor } from './parse-safetensors.js';
import { toFloats } from './to-floats.js';

/** The tensors of a checkpoint by name, one file or many. */
export interface Weights {
  readonly path: string;
  readonly names: readonly string[];
  /** Shape of a tensor; undefined where there is none of that name. */
  readonly shape: (name: string) => readonly number[] | undefined;
  /** Finite float32 values. `CORRUPT_FILE` where the tensor is missing or has another shape than `shape`. */
  readonly floats: (name: string, shape: readonly number[]) => Float32Array;
}

/** Opens `*.safetensors`, or the `*.safetensors.index.json` of a sharded checkpoint. */
export async function openWeights(files: ModelFiles, path: string): Promise<Weights> {
  const parts = path.endsWith('.json') ? await shardsOf(files, path) : [path];
  const tensors = new Map<string, StoredTensor>();
  for (const part of parts) {
    const bytes = await files.read(part);
    if (bytes === undefined) {
      throw new RepriseError('NOT_FOUND', `${files.name} has no ${part}: fetch the model again`, {
        details: { path: part },
      });
    }
    for (const [name, tensor] of parseSafetensors(bytes, part)) tensors.set(name, tensor);
  }
  return Object.freeze({
    path,
    names: [...tensors.keys()],
    shape: (name: string) => tensors.get(name)?.shape,
    floats: (name: string, shape: readonly number[]) => {
      const tensor = tensors.get(name);
      if (tensor === undefined || tensor.shape.join() !== shape.join()) {
        const found = tensor === undefined ? 'is missing' : `has the shape ${tensor.shape.join('×')}`;
        throw new RepriseError(
          'CORRUPT_FILE',
          `the tensor ${name} of ${path} ${found} and should have ${shape.join('×')}: weights and config.json differ`,
          { details: { path, tensor: name, expected: shape, found: tensor?.shape } },
        );
      }
      return toFloats(tensor, name, path);
    },
  });
}

async function shardsOf(files: ModelFiles, path: string): Promise<readonly string[]> {
  const index = await readJsonObject(files, path);
  const names = Object.values(asObject(index?.weight_map, path));
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return [...new Set(names)].map((name) => folder + checkInside(String(name), path));
}
