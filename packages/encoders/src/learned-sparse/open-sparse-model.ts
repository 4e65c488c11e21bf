import { optionError, RepriseError, type RunOptions } from '@reprise/spec';
import type { ModelFiles } from '../folder/model-files.js';
import { maskedLanguageHead } from '../graph/masked-language-head.js';
import { tokenWeightHead } from '../graph/token-weight-head.js';
import { openTransformer } from '../model/open-transformer.js';
import { runBatches } from '../runtime/run-batches.js';
import type { OutputTensor, Session } from '../runtime/session.js';
import { impactsOfPlaces } from './deep-impact.js';
import type { SparseSettings } from './read-sparse-settings.js';
import type { SparseEncoderOptions } from './sparse-encoder.js';
import { type SpladeForm, spladeWeights } from './splade-weights.js';
import type { WeightedIds } from './to-terms.js';
import { uniCoilWeights } from './uni-coil-weights.js';

type Role = 'query' | 'document';

/** The part of a sparse encoder that runs a graph: token ids in, weights of the vocabulary out, in `deepImpact` of places. */
export interface SparseModel {
  /** Tokens at most, by the tables of the model; absent where the folder does not say. */
  readonly limit: number | undefined;
  readonly weigh: (
    sequences: readonly (readonly number[])[],
    role: Role,
    run: RunOptions,
  ) => Promise<readonly WeightedIds[]>;
  readonly close: () => Promise<void>;
}

export async function openSparseModel(
  files: ModelFiles,
  { kind, secondLogarithm }: SparseSettings,
  options: SparseEncoderOptions & { readonly name: string; readonly batchTokens: number },
): Promise<SparseModel> {
  const isPerToken = kind === 'uniCoil' || kind === 'deepImpact';
  const projection = kind === 'uniCoil' ? 'tok_proj' : 'impact_score_encoder.0';
  const head = isPerToken ? tokenWeightHead(projection) : maskedLanguageHead;
  const { session, tokenizer, limit, padToken, path } = await openTransformer(files, '', options, head);
  try {
    const usual = isPerToken ? ['token_weights', 'impact_scores'] : ['sparse', 'maxima', 'logits'];
    const output = outputName(session, options.output, usual, path);
    const first = tokenizer.encode('', { maxTokens: 2 })[0];
    const skipped = new Set([padToken, ...(first === undefined ? [] : [first])]);
    // Only a graph written here may call its output `maxima`, and only such a one still lacks the logarithm.
    const isWrittenHere = !path.endsWith('.onnx');
    const batching = {
      batchTokens: options.batchTokens,
      pad: padToken,
      output,
      stage: options.name,
    } as const;

    const weightsOf = (
      tensor: OutputTensor,
      row: number,
      ids: readonly number[],
      role: Role,
    ): WeightedIds => {
      const { data, shape } = tensor;
      if (isPerToken) {
        const sequence = shape[1]!;
        const weights = data.subarray(row * sequence, row * sequence + ids.length);
        return kind === 'uniCoil'
          ? uniCoilWeights(ids, weights, role, skipped, path)
          : impactsOfPlaces(weights, path);
      }
      const form: SpladeForm = isWrittenHere ? 'maxima' : shape.length === 3 ? 'logits' : 'weights';
      return spladeWeights(tensor, row, ids.length, { form, secondLogarithm, path });
    };

    const weigh: SparseModel['weigh'] = async (sequences, role, run) => {
      const found: WeightedIds[] = new Array(sequences.length);
      const unit = role === 'query' ? 'queries' : 'documents';
      await runBatches(
        session,
        sequences,
        { ...batching, unit },
        (index, tensor, row) => {
          found[index] = weightsOf(tensor, row, sequences[index]!, role);
        },
        run,
      );
      return found;
    };
    await runBatches(session, [[padToken, padToken]], { ...batching, unit: 'documents' }, (_, { shape }) => {
      checkShape(shape, isPerToken, output, path);
      if (options.secondLogarithm === true && shape.length === 2 && !isWrittenHere) {
        throw optionError(
          'secondLogarithm',
          true,
          `no value: the output ${output} holds weights that are finished`,
        );
      }
    });
    return { limit, weigh, close: () => session.close() };
  } catch (cause) {
    await session.close();
    throw cause;
  }
}

function outputName(
  { outputs }: Session,
  wanted: string | undefined,
  usual: readonly string[],
  path: string,
): string {
  const found = wanted ?? usual.find((name) => outputs.includes(name));
  const name = found ?? (outputs.length === 1 ? outputs[0] : undefined);
  if (name !== undefined && outputs.includes(name)) return name;
  throw new RepriseError(
    'UNSUPPORTED_FORMAT',
    `${path} has the outputs ${outputs.join(', ')}: say with output which one has the weights or the logits`,
    { details: { path, value: wanted, found: outputs } },
  );
}

/** The answer to two tokens: [1, 2] or [1, 2, 1] of uniCOIL and DeepImpact, [1, words] or [1, 2, words] of SPLADE. */
function checkShape(shape: readonly number[], isPerToken: boolean, output: string, path: string): void {
  const [rows, second, third = 1] = shape;
  const fits = isPerToken
    ? second === 2 && third === 1
    : shape.length === 2
      ? (second ?? 0) > 2
      : shape.length === 3 && second === 2 && third > 2;
  if (rows === 1 && fits) return;
  const expected = isPerToken ? 'a weight for each token' : 'weights or logits of the vocabulary';
  throw new RepriseError(
    'DIMENSION_MISMATCH',
    `the output ${output} of ${path} has the shape ${shape.join('×')} for two tokens: ${expected} are wanted`,
    { details: { path, found: shape } },
  );
}
