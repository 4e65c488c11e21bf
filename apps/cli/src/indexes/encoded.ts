import { resolve } from 'node:path';
import { buildDense, type DenseIndex, openDense, verifyDense } from '@reprise/dense';
import {
  type DenseEncoder,
  minilm,
  openEncoder,
  openSparseEncoder,
  type SparseEncoder,
} from '@reprise/encoders';
import { buildSparse, impact, openSparse, type SparseIndex, verifySparse } from '@reprise/sparse';
import type { Document, RunOptions } from '@reprise/spec';
import { UsageError } from '../usage-error.js';
import type { EncodedKind } from './catalogue.js';

export type EncodedEncoder = DenseEncoder | SparseEncoder;
export type EncodedIndex = DenseIndex | SparseIndex;

/** How `--encoder` and `encoder=` name a model: `minilm`, or its folder, which is compared as a whole path. */
export const encoderName = (name: string): string => (name === 'minilm' ? name : resolve(name));

/** The embedded default; learned sparse models have none. */
export function usualEncoder(kind: EncodedKind): string {
  if (kind === 'dense') return 'minilm';
  throw new UsageError(
    'impact has no model of its own: name the folder of one, as in --encoder models/splade for reprise index, ' +
      'or impact(encoder="models/splade") in a pipeline',
  );
}

export async function openModel(kind: EncodedKind, name: string): Promise<EncodedEncoder> {
  if (kind === 'impact') return openSparseEncoder(name);
  return name === 'minilm' ? minilm() : openEncoder(name);
}

export async function buildEncoded(
  encoder: EncodedEncoder,
  documents: Iterable<Document<'vector'> | Document<'terms'>>,
  run: RunOptions,
): Promise<EncodedIndex> {
  return 'similarity' in encoder
    ? buildDense(documents as Iterable<Document<'vector'>>, { ...run, similarity: encoder.similarity })
    : buildSparse(documents as Iterable<Document<'terms'>>, { ...run, similarity: impact() });
}

export async function openEncoded(
  kind: EncodedKind,
  path: string,
  signal: AbortSignal,
): Promise<EncodedIndex> {
  return kind === 'dense' ? openDense(path, { signal }) : openSparse(path, { similarity: impact(), signal });
}

export async function verifyEncoded(kind: EncodedKind, path: string, signal: AbortSignal): Promise<void> {
  await (kind === 'dense' ? verifyDense : verifySparse)(path, { signal });
}
