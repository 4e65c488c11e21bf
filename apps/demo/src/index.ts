export {
  type CallOptions,
  type DemoClient,
  type DemoClientOptions,
  demoClient,
  type EvaluateCallOptions,
} from './api/client.js';
export { DemoError, type DemoErrorCode, type DemoErrorOptions } from './api/demo-error.js';
export type { Engine, EngineRun } from './api/engine.js';
export type * from './api/types.js';
export { isLoopback } from './server/host-names.js';
export type { Limits } from './server/limits.js';
export { type DemoServer, type ServeOptions, serveDemo } from './server/serve-demo.js';
