/** What every encoder starts from: a folder's tokenizer, its settings and a session of its transformer. */
import { optionError } from '@reprise/spec';
import type { ModelFiles } from '../folder/model-files.js';
import { readJsonObject } from '../folder/read-json.js';
import { type FolderSettings, readSettings } from '../folder/read-settings.js';
import { sequenceLimit } from '../graph/sequence-limit.js';
import type { GraphHead } from '../graph/transformer.js';
import { loadRuntime, type OnnxRuntime } from '../runtime/onnx-runtime.js';
import { openSession } from '../runtime/open-session.js';
import type { Model, Session } from '../runtime/session.js';
import { openTokenizer, type TextTokenizer } from '../tokenizer/text-tokenizer.js';
import { chooseWeights } from './choose-weights.js';
import { loadModel } from './load-model.js';

export interface TransformerOptions {
  /** The file of the folder that holds the weights. Default: see the page of the package. */
  readonly weights?: string;
  /**
   * `int8` is 2 to 3 times faster, takes a quarter of the bytes and moves the vectors a little: they stay comparable
   * with those of `f32`. Default: what the folder has, `f32` where safetensors are read.
   */
  readonly precision?: 'f32' | 'int8';
  /** For graphs written from safetensors: attention as one node of ONNX Runtime or in standard operators. Default `fused`. */
  readonly attention?: 'fused' | 'plain';
  /** ONNX Runtime's interface, such as `await import('onnxruntime-web')`. Default: `onnxruntime-node`, loaded when needed. */
  readonly runtime?: OnnxRuntime;
  /** Threads that work on one batch together. Default 1, so that a program decides how much of a machine it takes. */
  readonly threads?: number;
  /** Threads that each work on a batch of their own and leave the caller's free; Node only. Default 0: none. */
  readonly workers?: number;
}

export interface OpenTransformer {
  readonly session: Session;
  readonly tokenizer: TextTokenizer;
  readonly settings: FolderSettings;
  /** Tokens at most, by the tables of the model; absent where the folder does not say. */
  readonly limit: number | undefined;
  readonly padToken: number;
  readonly path: string;
}

export async function openTransformer(
  files: ModelFiles,
  transformer: string,
  options: TransformerOptions,
  head?: GraphHead,
): Promise<OpenTransformer> {
  const { weights, precision, attention = 'fused', threads = 1, workers = 0, runtime } = options;
  checkChoice('precision', precision ?? 'f32', ['f32', 'int8']);
  checkChoice('attention', attention, ['fused', 'plain']);
  if (!Number.isInteger(threads) || threads < 1) {
    throw optionError('threads', threads, 'a whole number from 1');
  }
  if (!Number.isInteger(workers) || workers < 0) {
    throw optionError('workers', workers, 'a whole number from 0');
  }
  if (workers > 0 && runtime !== undefined) {
    throw optionError(
      'workers',
      workers,
      '0 beside a runtime of your own: threads load onnxruntime-node themselves',
    );
  }

  const configPath = `${transformer}config.json`;
  const config = await readJsonObject(files, configPath);
  const settings = await readSettings(files, transformer);
  const tokenizer = await openTokenizer(files, settings);
  const path = await chooseWeights(files, transformer, { weights, precision });
  const choice = { attention, precision: precision ?? 'f32', head } as const;
  const model = await loadModel(files, path, config, configPath, choice);
  const { pad, limit } = sequenceLimit(config, configPath);
  const session = await sessionOf(model, runtime, { threads, workers });
  return { session, tokenizer, settings, limit, padToken: pad ?? tokenizer.padToken ?? 0, path };
}

async function sessionOf(
  model: Model,
  runtime: OnnxRuntime | undefined,
  { threads, workers }: { readonly threads: number; readonly workers: number },
): Promise<Session> {
  if (workers === 0) return openSession(runtime ?? (await loadRuntime()), model, { threads });
  const { openWorkerSessions } = await import('../runtime/open-worker-sessions.js');
  return openWorkerSessions(model, workers, { threads });
}

function checkChoice(name: string, value: unknown, choices: readonly string[]): void {
  if (!choices.includes(value as string)) throw optionError(name, value, choices.join(' or '));
}
