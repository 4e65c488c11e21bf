import { optionError, pacer, RepriseError, type RunOptions, type TokenMatrix } from '@reprise/spec';
import { filesOf } from '../folder/files-of.js';
import { lastName } from '../folder/last-name.js';
import type { ModelFiles } from '../folder/model-files.js';
import { chooseWeights } from '../model/choose-weights.js';
import { openTransformer } from '../model/open-transformer.js';
import { rowOutput } from '../model/row-output.js';
import { readModules } from '../pooling/read-modules.js';
import { closable } from '../runtime/closable.js';
import { runBatches } from '../runtime/run-batches.js';
import { pylateSettings, readPylate } from './read-pylate.js';
import { readStanford } from './read-stanford.js';
import { toMatrix } from './to-matrix.js';
import type { TokenEncoder, TokenEncoderOptions } from './token-encoder.js';
import { colbertForm, plainForm, type TokenForm } from './token-form.js';
import type { TokenLayout } from './token-layout.js';

type Role = 'query' | 'document';

/**
 * Opens an encoder of token rows for late interaction (MaxSim) from a Hugging Face folder as it is: a ColBERT in PyLate's
 * or in Stanford's layout, with its markers, its `[MASK]` rows, its head and its skipped words; or any model of the BERT
 * family, whose last layer's rows are taken. `folder` is a directory, or a map of paths to bytes.
 *
 * Fails with `NOT_FOUND` for a file or a package that is missing, `UNSUPPORTED_FORMAT` for a module, similarity or marker
 * that is not known, `CORRUPT_FILE` for a file that lies, `DIMENSION_MISMATCH`, `INVALID_OPTION`, `LIMIT_EXCEEDED`,
 * `IO_FAILED`.
 */
export async function openTokenEncoder(
  folder: string | ReadonlyMap<string, Uint8Array>,
  options: TokenEncoderOptions = {},
): Promise<TokenEncoder> {
  const { batchTokens = 256, specials = 'keep' } = options;
  if (!Number.isInteger(batchTokens) || batchTokens < 1) {
    throw optionError('batchTokens', batchTokens, 'a whole number from 1');
  }
  if (specials !== 'keep' && specials !== 'drop') throw optionError('specials', specials, 'keep or drop');
  const files = await filesOf(folder);
  const layout = (await readPylate(files)) ?? (await readStanford(files));
  if (layout !== undefined && options.specials !== undefined) {
    throw optionError('specials', specials, `nothing: ${layout.path} says which rows this ColBERT keeps`);
  }
  const name = typeof folder === 'string' ? lastName(folder) : '';
  const space = options.space ?? (layout === undefined && name !== '' ? `${name}/tokens` : name);
  if (typeof space !== 'string' || space === '')
    throw optionError('space', space, 'a name for the rows’ space');

  const transformer =
    layout === undefined
      ? await openTransformer(files, (await readModules(files))?.transformer ?? '', options)
      : await openColbert(files, layout, options);
  const { session, tokenizer, padToken, path } = transformer;
  try {
    const form = (role: Role): TokenForm =>
      layout === undefined
        ? plainForm(role, transformer, options)
        : colbertForm(role, transformer, options, layout);
    const forms = { query: form('query'), document: form('document') };
    const { output, width } = await rowOutput(session, options.output, padToken, path);
    const rowSettings = { space, tokenOf: tokenizer.tokenOf, path };

    const encode = async (texts: readonly string[], role: Role, run: RunOptions): Promise<TokenMatrix[]> => {
      const pause = pacer(run.signal);
      const { fill, pad, keep, encode: toIds } = forms[role];
      const sequences: (readonly number[])[] = [];
      for (const text of texts) {
        sequences.push(toIds(text));
        await pause();
      }
      const matrices: TokenMatrix[] = new Array(texts.length);
      const unit = role === 'query' ? 'queries' : 'documents';
      await runBatches(
        session,
        sequences,
        { batchTokens, pad, fill, output, stage: space, unit },
        (index, tensor, row) => {
          const ids = [...sequences[index]!];
          while (ids.length < fill) ids.push(pad);
          matrices[index] = toMatrix(tensor, row, ids, keep(ids), rowSettings);
        },
        run,
      );
      return matrices;
    };

    // A first text shows that graph and tokenizer fit each other.
    await encode([''], 'document', {});
    const { during, close } = closable(`the encoder ${space}`, () => session.close());
    return Object.freeze({
      spec: 'v1',
      name: space,
      reads: ['text'],
      writes: ['tokens'],
      space,
      dimensions: width,
      encode: async (batch, role, run = {}) => {
        const texts = batch.map(({ text }) => text);
        const matrices = await during(() => encode(texts, role, run));
        return matrices.map((tokens) => ({ tokens }));
      },
      close,
    } satisfies TokenEncoder);
  } catch (cause) {
    await session.close();
    throw cause;
  }
}

/** The head becomes a part of the graph, which therefore has to be written here. */
async function openColbert(
  files: ModelFiles,
  layout: TokenLayout,
  options: TokenEncoderOptions,
): ReturnType<typeof openTransformer> {
  // Its MaxSim is no similarity of a vector; what else the file says was read with the layout.
  const others: ModelFiles = {
    ...files,
    read: async (path) => (path === pylateSettings ? undefined : files.read(path)),
  };
  const present = await files.list();
  const weights =
    options.weights ??
    ['model.safetensors', 'model.safetensors.index.json']
      .map((path) => layout.transformer + path)
      .find((path) => present.includes(path)) ??
    (await chooseWeights(files, layout.transformer, {}));
  if (weights.endsWith('.onnx')) {
    throw new RepriseError(
      'UNSUPPORTED_FORMAT',
      `${weights} does not say whether it holds the head that ${layout.path} names: take the model’s safetensors`,
      { details: { path: weights } },
    );
  }
  return openTransformer(others, layout.transformer, { ...options, weights }, layout.head);
}
