import { RepriseError } from '@reprise/spec';
import type { ModelFiles } from '../folder/model-files.js';
import type { JsonObject } from '../folder/read-json.js';
import type { AttentionForm } from '../graph/attention.js';
import type { Precision } from '../graph/linear.js';
import { readArchitecture } from '../graph/read-architecture.js';
import { type GraphHead, transformerGraph } from '../graph/transformer.js';
import { checkExternal, checkOnnx, type ExternalTensor } from '../onnx/check-onnx.js';
import type { Model } from '../runtime/session.js';
import { openWeights } from '../safetensors/open-weights.js';

export interface GraphChoice {
  readonly attention: AttentionForm;
  readonly precision: Precision;
  /** What follows the last layer in a graph written here. Default: nothing. */
  readonly head?: GraphHead | undefined;
}

/** The graph of a weights file: read and checked where it is ONNX, written here from safetensors. */
export async function loadModel(
  files: ModelFiles,
  path: string,
  config: JsonObject | undefined,
  configPath: string,
  choice: GraphChoice,
): Promise<Model> {
  if (path.endsWith('.onnx')) {
    const graph = await needed(files, path);
    return { path, graph, externalData: await externalFiles(files, path, checkOnnx(graph, path)) };
  }
  if (config === undefined) {
    throw new RepriseError(
      'NOT_FOUND',
      `${files.name} has no ${configPath}, without which ${path} says nothing`,
      {
        details: { path: configPath },
      },
    );
  }
  const architecture = readArchitecture(config, configPath);
  const graph = transformerGraph(architecture, await openWeights(files, path), choice, choice.head);
  return { path, graph, externalData: [] };
}

async function externalFiles(
  files: ModelFiles,
  path: string,
  tensors: readonly ExternalTensor[],
): Promise<Model['externalData']> {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const found = new Map<string, Uint8Array>();
  for (const tensor of tensors) {
    const data = found.get(tensor.location) ?? (await needed(files, folder + tensor.location));
    checkExternal(tensor, data);
    found.set(tensor.location, data);
  }
  return [...found].map(([location, data]) => ({ path: location, data }));
}

async function needed(files: ModelFiles, path: string): Promise<Uint8Array> {
  const bytes = await files.read(path);
  if (bytes !== undefined) return bytes;
  throw new RepriseError('NOT_FOUND', `${files.name} has no ${path}: fetch the model again`, {
    details: { path },
  });
}
