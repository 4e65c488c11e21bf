/** Codes of the warnings that a run can emit. */
export type WarningCode = 'NO_FEEDBACK_TERMS' | 'NO_STATISTICS' | 'FEEDBACK_FAILED' | 'SKIPPED_DOCUMENT';

/** Work done so far. `total` is absent where it is not known in advance. */
export interface ProgressEvent {
  readonly kind: 'progress';
  /** What is being done: a stage's name, or `index`, `read`, `save`. */
  readonly stage: string;
  readonly done: number;
  readonly total?: number;
  readonly unit: 'queries' | 'documents' | 'bytes';
}

/** Something the caller should know and that does not stop the run. */
export interface WarningEvent {
  readonly kind: 'warning';
  readonly code: WarningCode;
  readonly stage: string;
  readonly message: string;
  /** Id of the query or document concerned, where there is one. */
  readonly id?: string;
}

export type Progress = ProgressEvent | WarningEvent;

/** Taken by everything that may run long. */
export interface RunOptions {
  /** Aborting rejects the call with code `ABORTED` and leaves files as they were. */
  readonly signal?: AbortSignal;
  /** Told of progress and of warnings; libraries never print. Default: nobody is told. */
  readonly onProgress?: (event: Progress) => void;
  /** How many batches may be under way at once. Default 1. Results never depend on it. */
  readonly concurrency?: number;
  /** Queries handed to a plugin at once. Default 64. Results never depend on it. */
  readonly batchSize?: number;
}
