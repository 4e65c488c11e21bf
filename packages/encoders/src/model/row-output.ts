import { RepriseError } from '@reprise/spec';
import { runBatches } from '../runtime/run-batches.js';
import type { Session } from '../runtime/session.js';

export interface RowOutput {
  readonly output: string;
  /** Values of a row. */
  readonly width: number;
}

/** The output that has a row for each token: `wanted`, or one of the usual names, or the only one. */
export async function rowOutput(
  session: Session,
  wanted: string | undefined,
  pad: number,
  path: string,
): Promise<RowOutput> {
  const output = outputName(session, wanted, path);
  return { output, width: await rowWidth(session, pad, output, path) };
}

function outputName(session: Session, wanted: string | undefined, path: string): string {
  const { outputs } = session;
  const usual = ['last_hidden_state', 'token_embeddings'].find((name) => outputs.includes(name));
  const name = wanted ?? usual ?? (outputs.length === 1 ? outputs[0] : undefined);
  if (name !== undefined && outputs.includes(name)) return name;
  throw new RepriseError(
    'UNSUPPORTED_FORMAT',
    `${path} has the outputs ${outputs.join(', ')}: say with output which one has a row for each token`,
    { details: { path, value: wanted, found: outputs } },
  );
}

/** Runs two tokens and looks at the answer: [1, 2, width]. */
async function rowWidth(session: Session, pad: number, output: string, path: string): Promise<number> {
  let shape: readonly number[] = [];
  const settings = { batchTokens: 2, pad, output, stage: path, unit: 'documents' } as const;
  await runBatches(session, [[pad, pad]], settings, (_, result) => {
    shape = result.shape;
  });
  const [rows, tokens, width] = shape;
  if (shape.length === 3 && rows === 1 && tokens === 2 && width !== undefined && width > 0) return width;
  throw new RepriseError(
    'DIMENSION_MISMATCH',
    `the output ${output} of ${path} has the shape ${shape.join('×')} for two tokens: a row for each token is wanted`,
    { details: { path, expected: [1, 2, 'width'], found: shape } },
  );
}
