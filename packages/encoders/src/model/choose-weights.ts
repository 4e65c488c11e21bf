import { optionError, RepriseError } from '@reprise/spec';
import type { ModelFiles } from '../folder/model-files.js';
import type { Precision } from '../graph/linear.js';

const floatGraphs = ['onnx/model.onnx', 'model.onnx'];
const int8Graphs = ['onnx/model_quantized.onnx', 'onnx/model_int8.onnx', 'model_quantized.onnx'];
const checkpoints = ['model.safetensors', 'model.safetensors.index.json'];

export interface WeightsChoice {
  /** A file of the folder, ONNX or safetensors. */
  readonly weights?: string | undefined;
  readonly precision?: Precision | undefined;
}

/**
 * Which file of the folder holds the weights. As said; else the first there is of, for `f32`: onnx/model.onnx,
 * model.onnx, model.safetensors, its shards, the only *.safetensors; for `int8`: safetensors, which are rounded here,
 * then onnx/model_quantized.onnx, onnx/model_int8.onnx, model_quantized.onnx. Without a precision: those of `f32`,
 * then those of `int8`, then the only *.onnx.
 */
export async function chooseWeights(
  files: ModelFiles,
  transformer: string,
  { weights, precision }: WeightsChoice,
): Promise<string> {
  const present = await files.list();
  if (weights !== undefined) {
    if (!/\.(onnx|safetensors|safetensors\.index\.json)$/.test(weights)) {
      throw optionError('weights', weights, 'the name of an .onnx or a .safetensors file');
    }
    if (present.includes(weights)) return weights;
    throw new RepriseError(
      'NOT_FOUND',
      `${files.name} has no ${weights}: it has ${present.join(', ') || 'nothing'}`,
      {
        details: { path: weights },
      },
    );
  }
  const only = (ending: string): readonly string[] => {
    const found = present.filter((path) => path.endsWith(ending) && !/^\d+_/.test(path));
    return found.length === 1 ? found : [];
  };
  const tensors = [...checkpoints.map((path) => transformer + path), ...only('.safetensors')];
  const graphs = (paths: readonly string[]): readonly string[] => paths.map((path) => transformer + path);
  const wanted =
    precision === 'f32'
      ? [...graphs(floatGraphs), ...tensors]
      : precision === 'int8'
        ? [...tensors, ...graphs(int8Graphs)]
        : [...graphs(floatGraphs), ...tensors, ...graphs(int8Graphs), ...only('.onnx')];
  const found = wanted.find((path) => present.includes(path));
  if (found !== undefined) return found;
  throw new RepriseError(
    'NOT_FOUND',
    `${files.name} has no ${precision === undefined ? '' : `${precision} `}weights as ONNX or safetensors (pickled .bin files run code and are not ` +
      `read): it has ${present.join(', ') || 'nothing'}`,
    { details: { path: files.name, expected: wanted } },
  );
}
