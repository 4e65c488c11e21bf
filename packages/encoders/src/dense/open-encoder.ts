import { optionError, pacer, RepriseError, type RunOptions } from '@reprise/spec';
import { filesOf } from '../folder/files-of.js';
import { lastName } from '../folder/last-name.js';
import { openTransformer } from '../model/open-transformer.js';
import { rowOutput } from '../model/row-output.js';
import { openModules, poolingOf } from '../pooling/open-modules.js';
import { pool } from '../pooling/pool.js';
import { readModules } from '../pooling/read-modules.js';
import { closable } from '../runtime/closable.js';
import { runBatches } from '../runtime/run-batches.js';
import { type Sequence, segmentJoiner } from '../tokenizer/join-segments.js';
import { templateOf } from '../tokenizer/template-of.js';
import type { DenseEncoder, DenseEncoderOptions } from './dense-encoder.js';

type Role = 'query' | 'document';

/**
 * Opens a dense encoder from a Hugging Face folder as it is: tokenizer, weights (ONNX or safetensors), pooling and
 * prompts. `folder` is a directory, or a map of paths to bytes, which needs no file system.
 *
 * Fails with `NOT_FOUND` for a file or a package that is missing, `UNSUPPORTED_FORMAT` for a model or module that is
 * not known here, `CORRUPT_FILE` for a file that lies, `INVALID_OPTION`, `LIMIT_EXCEEDED`, `IO_FAILED`. Nothing of the
 * folder is run but its graph, by ONNX Runtime.
 */
export async function openEncoder(
  folder: string | ReadonlyMap<string, Uint8Array>,
  options: DenseEncoderOptions = {},
): Promise<DenseEncoder> {
  const { batchTokens = 256 } = options;
  if (!Number.isInteger(batchTokens) || batchTokens < 1) {
    throw optionError('batchTokens', batchTokens, 'a whole number from 1');
  }
  const space = options.space ?? (typeof folder === 'string' ? lastName(folder) : '');
  if (typeof space !== 'string' || space === '')
    throw optionError('space', space, 'a name for the vectors’ space');
  const files = await filesOf(folder);
  const found = await readModules(files);
  const modules = options.modules ?? found?.modules;
  if (modules === undefined) {
    throw new RepriseError(
      'UNSUPPORTED_FORMAT',
      `${files.name} has no modules.json to say how its tokens become a vector: give modules, or one of the presets`,
      { details: { path: 'modules.json', option: 'modules' } },
    );
  }
  const pooling = poolingOf(modules, files.name);
  const transformer = await openTransformer(files, found?.transformer ?? '', options);
  const { session, tokenizer, settings, padToken, path } = transformer;
  try {
    const templates = {
      query: templateOf(options.query, settings.prompts.query, transformer),
      document: templateOf(options.document, settings.prompts.document, transformer),
    };
    const segments = options.query?.segments;
    const joiner = segments && segmentJoiner(segments, templates.query, tokenizer);
    const sequenceOf = (text: string, role: Role): Sequence =>
      joiner !== undefined && role === 'query'
        ? joiner.join(text)
        : { ids: tokenizer.encode(text, templates[role]) };
    const skips = new Map<Role, number>();
    for (const role of ['query', 'document'] as const) {
      const promptTokens = pooling.includePrompt === false ? tokenizer.prefixTokens(templates[role]) : 0;
      skips.set(role, Math.max(promptTokens, pooling.skip ?? 0));
    }
    const { output, width } = await rowOutput(session, options.output, padToken, path);
    const heads = await openModules(files, modules, width * pooling.modes.length);
    const { during, close } = closable(`the encoder ${space}`, () => session.close());

    const encode = async (texts: readonly string[], role: Role, run: RunOptions): Promise<Float32Array[]> => {
      const pause = pacer(run.signal);
      const sequences: Sequence[] = [];
      for (const text of texts) {
        sequences.push(sequenceOf(text, role));
        await pause();
      }
      const vectors: Float32Array[] = new Array(texts.length);
      const unit = role === 'query' ? 'queries' : 'documents';
      const typeOneFrom = sequences.map(({ typeOneFrom, ids }) => typeOneFrom ?? ids.length);
      const batching = { batchTokens, pad: padToken, typeOneFrom, output, stage: space, unit } as const;
      await runBatches(
        session,
        sequences.map(({ ids }) => ids),
        batching,
        (index, { data, shape }, row) => {
          const [, sequence = 0] = shape;
          const { length } = sequences[index]!.ids;
          const rows = { data, offset: row * sequence * width, length, width, skip: skips.get(role)! };
          const pooled = heads.reduce((vector, head) => head(vector), pool(pooling.modes, rows));
          vectors[index] = finite(Float32Array.from(pooled), path);
        },
        run,
      );
      return vectors;
    };

    // A first text shows that graph, tokenizer and modules fit each other, and how long a vector is.
    const [probe] = await encode([''], 'document', {});
    return Object.freeze({
      spec: 'v1',
      name: space,
      reads: ['text'],
      writes: ['vector'],
      space,
      dimensions: probe!.length,
      similarity: options.similarity ?? settings.similarity ?? 'cosine',
      ...(joiner === undefined ? {} : { separator: joiner.separator }),
      encode: async (batch, role, run = {}) => {
        const texts = batch.map(({ text }) => text);
        const vectors = await during(() => encode(texts, role, run));
        return vectors.map((data) => ({ vector: { space, data } }));
      },
      close,
    } satisfies DenseEncoder);
  } catch (cause) {
    await session.close();
    throw cause;
  }
}

function finite(vector: Float32Array, path: string): Float32Array {
  const at = vector.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return vector;
  throw new RepriseError(
    'CORRUPT_FILE',
    `${path} made a vector with ${vector[at]} in it: the weights are broken`,
    {
      details: { path, offset: at, value: vector[at] },
    },
  );
}
