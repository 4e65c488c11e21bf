import { RepriseError } from '@reprise/spec';
import { runBatches } from '../runtime/run-batches.js';
import type { Session } from '../runtime/session.js';

export interface LogitsOutput {
  readonly output: string;
  /** Logits of a pair. */
  readonly count: number;
}

/** The output that has a row of logits for each pair: `wanted`, or `logits`, or the only one. */
export async function logitsOutput(
  session: Session,
  wanted: string | undefined,
  pad: number,
  path: string,
): Promise<LogitsOutput> {
  const output = outputName(session, wanted, path);
  return { output, count: await countLogits(session, pad, output, path) };
}

function outputName({ outputs }: Session, wanted: string | undefined, path: string): string {
  const usual = outputs.includes('logits') ? 'logits' : outputs.length === 1 ? outputs[0] : undefined;
  const name = wanted ?? usual;
  if (name !== undefined && outputs.includes(name)) return name;
  throw new RepriseError(
    'UNSUPPORTED_FORMAT',
    `${path} has the outputs ${outputs.join(', ')}: say with output which one has the logits`,
    { details: { path, value: wanted, found: outputs } },
  );
}

/** Runs two tokens and looks at the answer: [1, labels]. */
async function countLogits(session: Session, pad: number, output: string, path: string): Promise<number> {
  let shape: readonly number[] = [];
  const settings = { batchTokens: 2, pad, output, stage: path, unit: 'documents' } as const;
  await runBatches(session, [[pad, pad]], settings, (_, result) => {
    shape = result.shape;
  });
  const [rows, labels = 0] = shape;
  if (shape.length === 2 && rows === 1 && labels > 0) return labels;
  throw new RepriseError(
    'DIMENSION_MISMATCH',
    `the output ${output} of ${path} has the shape ${shape.join('×')} for one pair: a row of logits is wanted`,
    { details: { path, expected: [1, 'labels'], found: shape } },
  );
}
