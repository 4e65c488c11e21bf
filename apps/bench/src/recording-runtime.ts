import type { OnnxRuntime, OnnxSession } from '@reprise/encoders';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** ONNX Runtime that remembers what an encoder gave it. */
export interface Recording {
  readonly runtime: OnnxRuntime;
  /** The graph that was opened. */
  readonly graph: () => Uint8Array;
  /** Forgets the batches that were run so far. */
  readonly forget: () => void;
  /** Runs the batches that have been run since, again, and nothing else. */
  readonly replay: () => () => Promise<void>;
}

export function recordingRuntime(): Recording {
  let graph = new Uint8Array(0);
  let session: OnnxSession | undefined;
  let recording = true;
  let batches: Parameters<OnnxSession['run']>[] = [];
  return Object.freeze({
    runtime: {
      Tensor,
      InferenceSession: {
        create: async (model: Uint8Array, options: InferenceSession.SessionOptions = {}) => {
          graph = new Uint8Array(model);
          const opened = (await InferenceSession.create(model, options)) as OnnxSession;
          session = opened;
          return {
            inputNames: opened.inputNames,
            outputNames: opened.outputNames,
            run: (...batch: Parameters<OnnxSession['run']>) => {
              if (recording) batches.push(batch);
              return opened.run(...batch);
            },
            release: () => opened.release(),
          };
        },
      },
    } as OnnxRuntime,
    graph: () => graph,
    forget: () => {
      batches = [];
      recording = true;
    },
    replay: () => {
      recording = false;
      const recorded = batches;
      return async () => {
        for (const batch of recorded) await session!.run(...batch);
      };
    },
  });
}
