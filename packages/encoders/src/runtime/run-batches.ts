/** Token sequences through a session: sorted by length, cut into batches, each padded to its longest. */
import { type RunOptions, throwIfAborted } from '@reprise/spec';
import type { Feeds, IntegerTensor, OutputTensor, Session } from './session.js';

export interface BatchSettings {
  /** Tokens in one batch at most, padding included; a longer text is a batch of its own. */
  readonly batchTokens: number;
  readonly pad: number;
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
  const batches = planBatches(sequences, settings.batchTokens);
  let next = 0;
  let done = 0;
  let failed = false;
  const work = async (): Promise<void> => {
    while (next < batches.length && !failed) {
      throwIfAborted(signal);
      const batch = batches[next++]!;
      const rows = batch.map((index) => sequences[index]!);
      const output = await session.run(feedsOf(rows, session.inputs, settings.pad), settings.output);
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

/** Indexes of the sequences, longest first. */
export function planBatches(
  sequences: readonly { readonly length: number }[],
  batchTokens: number,
): readonly (readonly number[])[] {
  const order = sequences.map((_, index) => index);
  order.sort((a, b) => sequences[b]!.length - sequences[a]!.length || a - b);
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const index of order) {
    const longest = sequences[batch[0] ?? index]!.length;
    if (batch.length > 0 && (batch.length + 1) * longest > batchTokens) {
      batches.push(batch);
      batch = [];
    }
    batch.push(index);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

/** The inputs of BERT-like graphs, those of them that the graph has. */
function feedsOf(rows: readonly (readonly number[])[], inputs: readonly string[], pad: number): Feeds {
  const longest = rows[0]!.length;
  const shape = [rows.length, longest];
  const filled = (fill: bigint, valueAt: (row: readonly number[], i: number) => bigint): IntegerTensor => {
    const data = new BigInt64Array(rows.length * longest).fill(fill);
    rows.forEach((row, r) => {
      for (let i = 0; i < row.length; i++) data[r * longest + i] = valueAt(row, i);
    });
    return { data, shape };
  };
  return {
    input_ids: filled(BigInt(pad), (row, i) => BigInt(row[i]!)),
    ...(inputs.includes('attention_mask') ? { attention_mask: filled(0n, () => 1n) } : {}),
    ...(inputs.includes('token_type_ids') ? { token_type_ids: filled(0n, () => 0n) } : {}),
  };
}
