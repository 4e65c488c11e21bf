/**
 * Sessions on threads of their own, so that several batches run at once and the caller's thread stays free. Node only.
 * A thread keeps the process alive only while it works.
 */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { RepriseError } from '@reprise/spec';
import { runtimeError } from './open-session.js';
import type { Feeds, Model, OutputTensor, Session, SessionSettings } from './session.js';

/** Runs in the thread; given as text since a bundle has no second file to start it from. */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const { InferenceSession, Tensor } = require(workerData.runtime);
const opening = InferenceSession.create(workerData.graph, workerData.options);
opening.then(
  (session) => parentPort.postMessage({ inputs: session.inputNames, outputs: session.outputNames }),
  (error) => parentPort.postMessage({ error: String(error?.message ?? error) }),
);
parentPort.on('message', async (job) => {
  const session = await opening;
  if (job === undefined) {
    await session.release();
    parentPort.close();
    return;
  }
  try {
    const feeds = Object.fromEntries(
      Object.entries(job.feeds).map(([name, { data, shape }]) => [name, new Tensor('int64', data, shape)]),
    );
    const { [job.output]: result } = await session.run(feeds, [job.output]);
    const data = result.type === 'float32' ? result.data : undefined;
    if (data === undefined) throw new Error('output of type ' + result.type + ': workers take float32 alone');
    parentPort.postMessage({ data, shape: result.dims }, data.byteLength === data.buffer.byteLength ? [data.buffer] : []);
  } catch (error) {
    parentPort.postMessage({ error: String(error?.message ?? error) });
  }
});
`;

interface Lane {
  readonly ask: (job: { feeds: Feeds; output: string }) => Promise<OutputTensor>;
  readonly close: () => Promise<void>;
  readonly names: { readonly inputs: readonly string[]; readonly outputs: readonly string[] };
}

/** `count` threads with a session each. `NOT_FOUND` without onnxruntime-node, `CORRUPT_FILE` where it refuses the model. */
export async function openWorkerSessions(
  model: Model,
  count: number,
  { threads }: SessionSettings,
): Promise<Session> {
  const opened = await Promise.allSettled(Array.from({ length: count }, () => openLane(model, threads)));
  const lanes = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failure = opened.find((result) => result.status === 'rejected');
  if (failure !== undefined) {
    await Promise.all(lanes.map((lane) => lane.close()));
    throw failure.reason;
  }
  const idle = [...lanes];
  const waiting: ((lane: Lane) => void)[] = [];
  const run = async (feeds: Feeds, output: string): Promise<OutputTensor> => {
    const lane = idle.pop() ?? (await new Promise<Lane>((resolve) => waiting.push(resolve)));
    try {
      return await lane.ask({ feeds, output });
    } finally {
      const next = waiting.shift();
      if (next === undefined) idle.push(lane);
      else next(lane);
    }
  };
  return Object.freeze({
    ...lanes[0]!.names,
    lanes: count,
    run,
    close: async () => {
      await Promise.all(lanes.map((lane) => lane.close()));
    },
  });
}

type Reply = { error: string } | OutputTensor | { inputs: readonly string[]; outputs: readonly string[] };

async function openLane(model: Model, threads: number): Promise<Lane> {
  const options = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 4,
    ...(model.externalData.length === 0 ? {} : { externalData: model.externalData }),
  };
  const worker = new Worker(program, {
    eval: true,
    workerData: { runtime: runtimePath(), graph: model.graph, options },
  });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));

  const reply = (): Promise<Reply> =>
    new Promise<Reply>((resolve, reject) => {
      const settle = (act: () => void) => {
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        worker.unref();
        act();
      };
      const onMessage = (message: Reply): void =>
        settle(() =>
          'error' in message ? reject(runtimeError(model.path, message.error)) : resolve(message),
        );
      const onError = (cause: unknown): void => settle(() => reject(runtimeError(model.path, cause)));
      const onExit = (): void => settle(() => reject(runtimeError(model.path, 'the thread has ended')));
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      worker.ref();
    });

  const close = async (): Promise<void> => {
    worker.ref();
    worker.postMessage(undefined);
    await exited;
  };
  try {
    const names = (await reply()) as Lane['names'];
    return {
      names,
      close,
      ask: async (job) => {
        worker.postMessage(
          job,
          Object.values(job.feeds).map(({ data }) => data.buffer as ArrayBuffer),
        );
        return (await reply()) as OutputTensor;
      },
    };
  } catch (cause) {
    await worker.terminate();
    throw cause;
  }
}

function runtimePath(): string {
  try {
    return createRequire(import.meta.url).resolve('onnxruntime-node');
  } catch (cause) {
    throw new RepriseError('NOT_FOUND', 'onnxruntime-node is not installed: npm install onnxruntime-node', {
      details: { package: 'onnxruntime-node' },
      cause,
    });
  }
}
