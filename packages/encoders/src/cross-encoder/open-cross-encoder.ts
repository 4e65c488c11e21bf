import { optionError, pacer, type Query, RepriseError, type RunOptions } from '@reprise/spec';
import { filesOf } from '../folder/files-of.js';
import { lastName } from '../folder/last-name.js';
import { openTransformer } from '../model/open-transformer.js';
import { closable } from '../runtime/closable.js';
import { runBatches } from '../runtime/run-batches.js';
import type { Sequence } from '../tokenizer/join-segments.js';
import { templateOf } from '../tokenizer/template-of.js';
import { classificationHead } from './classification-head.js';
import type { CrossEncoder, CrossEncoderOptions } from './cross-encoder.js';
import { joinPair } from './join-pair.js';
import { logitsOutput } from './logits-output.js';
import { chooseLabel, readClassifier } from './read-classifier.js';
import { scoreOf } from './score-of.js';

type Batch = Parameters<CrossEncoder['score']>[0];

/** Pairs whose tokens are in memory at once; enough that texts of about one length find each other. */
const pairsAtOnce = 4096;

/**
 * Opens a cross-encoder from a Hugging Face folder of a sequence classifier as it is: tokenizer, weights (ONNX, or
 * safetensors of the BERT family with their head), labels and activation. `folder` is a directory, or a map of paths to
 * bytes, which needs no file system.
 *
 * Fails with `NOT_FOUND` for a file or a package that is missing, `UNSUPPORTED_FORMAT` for a model, activation or labels that
 * are not known here, `CORRUPT_FILE` for a file that lies, `DIMENSION_MISMATCH` for an output that is no logits,
 * `INVALID_OPTION`, `LIMIT_EXCEEDED`, `IO_FAILED`.
 */
export async function openCrossEncoder(
  folder: string | ReadonlyMap<string, Uint8Array>,
  options: CrossEncoderOptions = {},
): Promise<CrossEncoder> {
  const { batchTokens = 256, truncation = 'longestFirst' } = options;
  if (!Number.isInteger(batchTokens) || batchTokens < 1) {
    throw optionError('batchTokens', batchTokens, 'a whole number from 1');
  }
  if (truncation !== 'longestFirst' && truncation !== 'document') {
    throw optionError('truncation', truncation, 'longestFirst or document');
  }
  const longestQuery = options.query?.maxTokens ?? Number.POSITIVE_INFINITY;
  if (options.query?.maxTokens !== undefined && (!Number.isInteger(longestQuery) || longestQuery < 1)) {
    throw optionError('query.maxTokens', longestQuery, 'a whole number from 1');
  }
  const name = options.name ?? (typeof folder === 'string' ? lastName(folder) : '');
  if (typeof name !== 'string' || name === '') throw optionError('name', name, 'a name for the re-ranker');

  const files = await filesOf(folder);
  const { labels, hasTokenTypes, ...classifier } = await readClassifier(files, options);
  const transformer = await openTransformer(files, '', options, classificationHead);
  const { session, tokenizer, settings, padToken, path } = transformer;
  try {
    const pair = tokenizer.pairFrame();
    const frame = hasTokenTypes ? pair : { ...pair, secondType: 0 };
    const specials = new Set([...frame.before, ...frame.between, ...frame.after]);
    const { maxTokens } = templateOf(
      options.maxTokens === undefined ? undefined : { maxTokens: options.maxTokens },
      '',
      transformer,
    );
    const room = maxTokens - frame.before.length - frame.between.length - frame.after.length;
    const prefix = options.query?.prefix ?? settings.prompts.query;
    // A text's own special tokens go: a document must not be able to end itself, or to play the query.
    const pieces = (text: string, most: number): readonly number[] =>
      tokenizer.encode(text, { specialTokens: false, maxTokens: most }).filter((id) => !specials.has(id));
    const piecesOf = ({ text }: Query<'text'>): readonly number[] =>
      pieces(prefix + text, Math.min(longestQuery, room));

    const { output, count } = await logitsOutput(session, options.output, padToken, path);
    const good = chooseLabel(labels, count, options.label, path);
    const activation = classifier.activation ?? (count === 1 ? 'sigmoid' : 'identity');
    if (activation === 'softmax' && count === 1) {
      throw optionError('activation', activation, 'identity or sigmoid: there is one logit');
    }

    const scoreAll = async (batch: Batch, { signal, onProgress }: RunOptions): Promise<Float32Array[]> => {
      const pause = pacer(signal);
      const scores = batch.map(({ documents }) => new Float32Array(documents.length));
      const total = scores.reduce((sum, { length }) => sum + length, 0);
      let done = 0;
      let pairs: { readonly sequence: Sequence; readonly item: number; readonly place: number }[] = [];
      const scorePairs = async (): Promise<void> => {
        const some = pairs;
        const before = done;
        const sequences = some.map(({ sequence }) => sequence.ids);
        const typeOneFrom = some.map(({ sequence: { ids, typeOneFrom } }) => typeOneFrom ?? ids.length);
        await runBatches(
          session,
          sequences,
          { batchTokens, pad: padToken, typeOneFrom, output, stage: name, unit: 'documents' },
          (index, { data }, row) => {
            const { item, place } = some[index]!;
            const logits = data.subarray(row * count, (row + 1) * count);
            scores[item]![place] = finite(scoreOf(logits, good, activation), path);
          },
          {
            ...(signal && { signal }),
            onProgress: (event) =>
              onProgress?.(
                event.kind === 'progress' ? { ...event, done: before + event.done, total } : event,
              ),
          },
        );
        done += some.length;
        pairs = [];
      };
      for (const [item, { query, documents }] of batch.entries()) {
        const first = piecesOf(query);
        for (const [place, { text }] of documents.entries()) {
          const sequence = joinPair(first, pieces(text, room), frame, room, truncation);
          pairs.push({ sequence, item, place });
          await pause();
          if (pairs.length === pairsAtOnce) await scorePairs();
        }
      }
      await scorePairs();
      return scores;
    };

    const { during, close } = closable(`the re-ranker ${name}`, () => session.close());
    return Object.freeze({
      spec: 'v1',
      name,
      reads: ['text'],
      sees: ['text'],
      score: (batch, run = {}) => during(() => scoreAll(batch, run)),
      close,
    } satisfies CrossEncoder);
  } catch (cause) {
    await session.close();
    throw cause;
  }
}

function finite(score: number, path: string): number {
  if (Number.isFinite(score)) return score;
  throw new RepriseError('CORRUPT_FILE', `${path} made the score ${score}: the weights are broken`, {
    details: { path, value: score },
  });
}
