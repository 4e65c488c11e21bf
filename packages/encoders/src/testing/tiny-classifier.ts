/** The tiny BERT as a sequence classifier of any number of labels. */
import {
  type Folder,
  type InventedTensor,
  inventedTensor,
  jsonBytes,
  safetensorsOf,
  tinyConfig,
  tinyFolder,
  tinyTensors,
  tinyTokenizer,
} from './tiny-model.js';

const special = (id: string, type: number): object => ({ SpecialToken: { id, type_id: type } });

/** Puts a pair together as BERT does. */
export const pairTokenizer: typeof tinyTokenizer = {
  ...tinyTokenizer,
  post_processor: {
    ...(tinyTokenizer.post_processor as object),
    pair: [
      special('[CLS]', 0),
      { Sequence: { id: 'A', type_id: 0 } },
      special('[SEP]', 0),
      { Sequence: { id: 'B', type_id: 1 } },
      special('[SEP]', 1),
    ],
  },
};

export function classifierTensors(labels: number): Map<string, InventedTensor> {
  const head = [
    ['bert.pooler.dense.weight', [16, 16]],
    ['bert.pooler.dense.bias', [16]],
    ['classifier.weight', [labels, 16]],
    ['classifier.bias', [labels]],
  ] as const;
  return new Map([
    ...[...tinyTensors()].map(([name, tensor]) => [`bert.${name}`, tensor] as const),
    ...head.map(([name, shape]) => [name, inventedTensor(name, shape)] as const),
  ]);
}

/** `names` of the labels; `settings` go into config.json. */
export function classifierFolder(names: readonly string[] = ['LABEL_0'], settings: object = {}): Folder {
  const folder = tinyFolder();
  folder.delete('1_Pooling/config.json');
  folder.delete('modules.json');
  return folder
    .set('tokenizer.json', jsonBytes(pairTokenizer))
    .set('config.json', jsonBytes({ ...tinyConfig, id2label: { ...names }, ...settings }))
    .set('model.safetensors', safetensorsOf(classifierTensors(names.length)));
}
