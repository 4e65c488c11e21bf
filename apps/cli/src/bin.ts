import { addAbortSignal } from 'node:stream';
import { exitCodes, main } from './main.js';

const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // The second signal ends the process at once, should the first one not get through. The listener stays: libraries that clean
  // up at signals (signal-exit) end the process where they find themselves alone.
  process.on(signal, () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort(signal);
  });
}
// Waiting for input that does not come must end too.
addAbortSignal(controller.signal, process.stdin);
// A write to a closed pipe rejects where it was made; without a listener it would end the process first.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

process.exitCode = await main(process.argv.slice(2), process, controller.signal);
