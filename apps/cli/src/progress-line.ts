import type { Progress } from '@reprise/spec';
import { readable } from './readable.js';

export interface ProgressSink {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

export interface ProgressLineOptions {
  /** Show progress even where `stream` is no terminal, a line for each report. */
  readonly always?: boolean;
  /** Tell nothing, warnings included. */
  readonly quiet?: boolean;
  /** Milliseconds between two reports. Default 100 on a terminal, 1000 elsewhere. */
  readonly interval?: number;
}

/**
 * Tells progress and warnings on standard error: on a terminal as one line that is written over, with rate,
 * share done and time left; elsewhere only warnings, unless asked.
 */
export class ProgressLine {
  readonly #stream: ProgressSink;
  readonly #terminal: boolean;
  readonly #shown: boolean;
  readonly #quiet: boolean;
  readonly #interval: number;
  readonly #started = new Map<string, number>();
  #documents = 0;
  #last = Number.NEGATIVE_INFINITY;
  #dirty = false;

  constructor(stream: ProgressSink, options: ProgressLineOptions = {}) {
    this.#stream = stream;
    this.#terminal = stream.isTTY === true;
    this.#shown = this.#terminal || options.always === true;
    this.#quiet = options.quiet === true;
    this.#interval = options.interval ?? (this.#terminal ? 100 : 1000);
  }

  /** Give this as `onProgress`. */
  readonly report = (event: Progress): void => {
    if (event.kind === 'warning') {
      this.tell(`warning: ${event.stage}: ${readable(event.message)}`);
      return;
    }
    const now = performance.now();
    if (event.unit === 'documents') this.#documents = event.done;
    const start = this.#started.get(event.stage) ?? now;
    this.#started.set(event.stage, start);
    // While documents are read, bytes tell the share done; the documents' own count has no total.
    if (this.#quiet || !this.#shown || (event.unit === 'documents' && event.total === undefined)) return;
    if (now - this.#last < this.#interval && event.done !== event.total) return;
    this.#last = now;
    this.#show(describe(event.stage, event.done, event.total, event.unit, now - start, this.#documents));
  };

  /** Writes a line that stays. */
  readonly tell = (text: string): void => {
    if (this.#quiet) return;
    this.#clear();
    this.#stream.write(`${text}\n`);
  };

  /** Removes the line. */
  readonly end = (): void => this.#clear();

  #show(text: string): void {
    if (!this.#terminal) {
      this.#stream.write(`${text}\n`);
      return;
    }
    this.#stream.write(`\r\u001b[K${text.slice(0, (this.#stream.columns || 80) - 1)}`);
    this.#dirty = true;
  }

  #clear(): void {
    if (this.#dirty) this.#stream.write('\r\u001b[K');
    this.#dirty = false;
  }
}

function describe(
  stage: string,
  done: number,
  total: number | undefined,
  unit: string,
  milliseconds: number,
  documents: number,
): string {
  const seconds = milliseconds / 1000;
  const rate = seconds > 0 ? done / seconds : 0;
  const amount = unit === 'bytes' ? megabytes(done) : `${done.toLocaleString('en')} ${unit}`;
  const parts = [`${stage}: ${amount}`];
  if (total !== undefined && total > 0) {
    parts[0] += ` of ${unit === 'bytes' ? megabytes(total) : total.toLocaleString('en')}`;
    parts.push(`${Math.floor((100 * Math.min(done, total)) / total)} %`);
  }
  if (documents > 0 && unit === 'bytes') parts.push(`${documents.toLocaleString('en')} documents`);
  if (rate > 0) parts.push(unit === 'bytes' ? `${megabytes(rate)}/s` : speed(rate));
  if (total !== undefined && rate > 0 && done < total) parts.push(`${duration((total - done) / rate)} left`);
  return parts.join(', ');
}

/** What takes seconds each, as answers of a language model do, is told by how many. */
const speed = (rate: number): string =>
  rate < 1 ? `${(1 / rate).toFixed(1)} s each` : `${Math.round(rate).toLocaleString('en')}/s`;

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

const duration = (seconds: number): string =>
  seconds < 60 ? `${Math.ceil(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
