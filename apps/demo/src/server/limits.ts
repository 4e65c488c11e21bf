/** What a server takes from anybody. */
export interface Limits {
  /** Bytes of a request's body. Default 64 KiB. */
  readonly bodyBytes: number;
  /** Searches and evaluations at once; more are answered with 503. Default 8. */
  readonly searches: number;
  /** Milliseconds for a request to arrive, headers and body, and then for its answer to be made. Default 10,000. */
  readonly requestMilliseconds: number;
  /** Milliseconds that requests may go on when the server stops. Default 2,000. */
  readonly graceMilliseconds: number;
}

export const usualLimits: Limits = {
  bodyBytes: 64 * 1024,
  searches: 8,
  requestMilliseconds: 10_000,
  graceMilliseconds: 2_000,
};

/** Bytes of a request's line and headers together. */
export const headerBytes: number = 8 * 1024;

/** Connections open at once, idle ones too; more are closed as they come. */
export const connections: number = 512;

/** Milliseconds that a connection may stay without a byte either way, and without a request. */
export const idleMilliseconds: number = 20_000;
export const keepAliveMilliseconds: number = 5_000;
