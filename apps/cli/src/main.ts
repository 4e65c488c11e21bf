import { RepriseError } from '@reprise/spec';
import { CommanderError } from 'commander';
import type { CommandContext, Streams } from './io.js';
import { createProgram } from './program.js';
import { ProgressLine } from './progress-line.js';
import { readable } from './readable.js';
import { UsageError } from './usage-error.js';

/** Exit codes of the command line. */
export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/**
 * Runs one command and resolves to its exit code; never rejects. `args` are those after the program's name.
 */
export async function main(args: readonly string[], streams: Streams, signal: AbortSignal): Promise<number> {
  const progress = new ProgressLine(streams.stderr, {
    always: args.includes('--progress'),
    quiet: args.includes('--quiet'),
  });
  const context: CommandContext = { ...streams, signal, progress };
  try {
    await createProgram(context).parseAsync([...args], { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    progress.end();
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    if (signal.aborted) {
      streams.stderr.write('reprise: stopped; files are as they were\n');
      return exitCodes.interrupted;
    }
    if (isClosedPipe(error)) return exitCodes.done;
    streams.stderr.write(
      `reprise: ${describe(error)
        .split('\n')
        .map((line) => readable(line))
        .join('\n')}\n`,
    );
    return isUsage(error) ? exitCodes.usage : exitCodes.failed;
  }
}

const isUsage = (error: unknown): boolean =>
  error instanceof UsageError || (RepriseError.isInstance(error) && error.code === 'INVALID_OPTION');

/** The reader of a pipe, such as `head`, has seen enough. */
const isClosedPipe = (error: unknown): boolean => {
  const cause = RepriseError.isInstance(error) ? (error.cause ?? error) : error;
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'EPIPE';
};

function describe(error: unknown): string {
  if (error instanceof UsageError || RepriseError.isInstance(error)) return error.message;
  return `this is a fault of the program, please report it: ${error instanceof Error ? error.stack : String(error)}`;
}
