import type { InferenceSession } from 'onnxruntime-node';

/** ONNX Runtime as a peer: one thread, as all that it is compared with. */
export const oneThread: InferenceSession.SessionOptions = Object.freeze({
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 3,
});
