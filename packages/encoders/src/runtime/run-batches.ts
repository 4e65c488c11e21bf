/** Token sequences through a session: sorted by length, cut into batches of little padding. */
import { type RunOptions, throwIfAborted } from '@reprise/spec';
import type { Feeds, IntegerTensor, OutputTensor, Session } from './session.js';

export interface BatchSettings {
  /** Tokens in one batch at most, padding included; a longer text is a batch of its own. */
  readonly batchTokens: number;
  readonly pad: number;
  /** Tokens that each text is filled up to with `pad`; they are not attended to and have rows. Default 0: none. */
  readonly fill?: number;
  /** For each sequence, where its tokens of type 1 begin. Default: all are of type 0. */
  readonly typeOneFrom?: readonly number[];
  readonly output: string;
  /** For progress. */
  readonly stage: string;
  readonly unit: 'queries' | 'documents';
}

/** Called once for each sequence, in no order: `row` is its place in the batch's output. */
export type Receive = (index: number, output: OutputTensor, row: number) => void;

/** An abort is noticed between batches (`ABORTED`). Works on as many batches at once as the session has lanes. */
export async function runBatches(
  session: Session,
  sequences: readonly (readonly number[])[],
  settings: BatchSettings,
  receive: Receive,
  { signal, onProgress }: RunOptions = {},
): Promise<void> {
  const { pad, fill = 0 } = settings;
  const lengths = sequences.map(({ length }) => ({ length: Math.max(length, fill) }));
  const batches = planBatches(lengths, settings.batchTokens);
  let next = 0;
  let done = 0;
  let failed = false;
  const work = async (): Promise<void> => {
    while (next < batches.length && !failed) {
      throwIfAborted(signal);
      const batch = batches[next++]!;
      const rows = batch.map((index) => ({
        ids: sequences[index]!,
        typeOneFrom: settings.typeOneFrom?.[index] ?? Number.POSITIVE_INFINITY,
      }));
      const output = await session.run(feedsOf(rows, session.inputs, pad, fill), settings.output);
      batch.forEach((index, row) => {
        receive(index, output, row);
      });
      done += batch.length;
      const { stage, unit } = settings;
      onProgress?.({ kind: 'progress', stage, done, total: sequences.length, unit });
    }
  };
  const lanes = Array.from({ length: session.lanes }, () =>
    work().catch((cause: unknown) => {
      failed = true;
      throw cause;
    }),
  );
  // All lanes end before an error is passed on, so that nothing runs behind the caller's back.
  for (const result of await Promise.allSettled(lanes)) if (result.status === 'rejected') throw result.reason;
}

/**
 * What a run costs beside its tokens, in tokens: all weights are read for it. Measured on MiniLM (10 in f32, 14 in int8) on a
 * Xeon with AVX-512; larger models read more and compute more alike.
 */
const tokensOfRun = 12;

/**
 * Indexes of the sequences, longest first, cut where the runs together are the least work, padding included. Short texts of
 * about one length share a batch; a few more tokens in one of them are worth a batch of their own.
 */
export function planBatches(
  sequences: readonly { readonly length: number }[],
  batchTokens: number,
): readonly (readonly number[])[] {
  const order = sequences.map((_, index) => index);
  order.sort((a, b) => sequences[b]!.length - sequences[a]!.length || a - b);
  // Of the first so many sequences: the least work, and where the last batch of it begins.
  const least = new Float64Array(order.length + 1);
  const begins = new Uint32Array(order.length + 1);
  for (let end = 1; end <= order.length; end++) {
    least[end] = Number.POSITIVE_INFINITY;
    for (let begin = end - 1; begin >= 0; begin--) {
      const tokens = (end - begin) * sequences[order[begin]!]!.length;
      if (tokens > batchTokens && end - begin > 1) break;
      const work = least[begin]! + tokensOfRun + tokens;
      if (work > least[end]!) continue;
      least[end] = work;
      begins[end] = begin;
    }
  }
  const batches: (readonly number[])[] = [];
  for (let end = order.length; end > 0; end = begins[end]!) batches.push(order.slice(begins[end]!, end));
  return batches.reverse();
}

interface Row {
  readonly ids: readonly number[];
  readonly typeOneFrom: number;
}

/** The inputs of BERT-like graphs, those of them that the graph has. */
function feedsOf(rows: readonly Row[], inputs: readonly string[], pad: number, fill: number): Feeds {
  const longest = Math.max(rows[0]!.ids.length, fill);
  const shape = [rows.length, longest];
  const filled = (fill: bigint, valueAt: (row: Row, i: number) => bigint): IntegerTensor => {
    const data = new BigInt64Array(rows.length * longest).fill(fill);
    rows.forEach((row, r) => {
      for (let i = 0; i < row.ids.length; i++) data[r * longest + i] = valueAt(row, i);
    });
    return { data, shape };
  };
  const typeAt = ({ typeOneFrom }: Row, i: number): bigint => (i < typeOneFrom ? 0n : 1n);
  return {
    input_ids: filled(BigInt(pad), ({ ids }, i) => BigInt(ids[i]!)),
    ...(inputs.includes('attention_mask') ? { attention_mask: filled(0n, () => 1n) } : {}),
    ...(inputs.includes('token_type_ids') ? { token_type_ids: filled(0n, typeAt) } : {}),
  };
}
