import { resolve } from 'node:path';
import { buildDense, type DenseIndex, openDense, verifyDense } from '@reprise/dense';
import {
  type DenseEncoder,
  minilm,
  minilmTokens,
  openEncoder,
  openSparseEncoder,
  openTokenEncoder,
  presets,
  type SparseEncoder,
  type SparseKind,
  sparseKinds,
  type TokenEncoder,
} from '@reprise/encoders';
import {
  buildMultivector,
  type MultivectorIndex,
  openMultivector,
  verifyMultivector,
} from '@reprise/multivector';
import { buildSparse, impact, openSparse, type SparseIndex, verifySparse } from '@reprise/sparse';
import { type Document, type Kind, RepriseError, type RunOptions } from '@reprise/spec';
import { shellWord } from '../shell-word.js';
import { UsageError } from '../usage-error.js';
import type { EncodedKind } from './catalogue.js';

export type EncodedEncoder = DenseEncoder | SparseEncoder | TokenEncoder;
export type EncodedIndex = DenseIndex | SparseIndex | MultivectorIndex;

/** A document as an encoder made it. */
export type EncodedDocument = Document<'vector'> | Document<'terms'> | Document<'tokens'>;

/** Presets of query encoders that read a query with passages behind it: no documents are encoded with them. */
export const trainedForms = ['ancePrf', 'lol'] as const;

/** What may stand behind a folder that does not say itself how it wants to be used: a preset, or a kind of sparse encoder. */
const forms: Readonly<Record<EncodedKind, readonly string[]>> = {
  dense: Object.keys(presets).filter((name) => !trainedForms.some((trained) => trained === name)),
  impact: sparseKinds,
  colbert: [],
};

/** `models/contriever#contriever` is a folder and a form; a `#` before anything else belongs to the folder's name. */
export function partsOf(name: string): { readonly folder: string; readonly form?: string } {
  const at = name.lastIndexOf('#');
  const form = name.slice(at + 1);
  const isForm = at > 0 && [...Object.values(forms), trainedForms].some((names) => names.includes(form));
  return isForm ? { folder: name.slice(0, at), form } : { folder: name };
}

/**
 * How `--encoder` and `encoder=` name a model: `minilm`, or its folder, which is compared as a whole path, and perhaps its
 * form behind a `#`.
 */
export function encoderName(name: string): string {
  if (name === 'minilm') return name;
  const { folder, form } = partsOf(name);
  return form === undefined ? resolve(folder) : `${resolve(folder)}#${form}`;
}

/** The embedded default; learned sparse models have none. */
export function usualEncoder(kind: EncodedKind): string {
  if (kind !== 'impact') return 'minilm';
  throw new UsageError(
    'impact has no model of its own: name the folder of one, as in --encoder models/splade for reprise index, ' +
      'or impact(encoder="models/splade") in a pipeline',
  );
}

export async function openModel(kind: EncodedKind, name: string): Promise<EncodedEncoder> {
  if (name === 'minilm' && kind !== 'impact') return kind === 'dense' ? minilm() : minilmTokens();
  const { folder, form } = partsOf(name);
  if (form !== undefined && !forms[kind].includes(form)) {
    const known = forms[kind].length === 0 ? 'nothing' : forms[kind].join(', ');
    throw new UsageError(`${name} is no model for ${kind}: behind the # may stand ${known}`);
  }
  if (kind === 'colbert') return openTokenEncoder(folder);
  const opening =
    kind === 'dense'
      ? openEncoder(folder, form === undefined ? {} : presets[form as keyof typeof presets])
      : openSparseEncoder(folder, form === undefined ? {} : { kind: form as SparseKind });
  return opening.catch(sayForm(`--encoder ${shellWord(`${folder}#${forms[kind][0]}`)}`, forms[kind]));
}

/** A folder that needs an option of the package, told with how the command line gives it; any other error as it is. */
export function sayForm(example: string, known: readonly string[]): (error: unknown) => never {
  return (error) => {
    const needed =
      RepriseError.isInstance(error) && error.code === 'UNSUPPORTED_FORMAT' && error.details.option;
    if (needed !== 'modules' && needed !== 'kind') throw error;
    const { code, message, details } = error as RepriseError;
    throw new RepriseError(
      code,
      `${message}. On the command line it stands behind the folder, as in ${example}: ${known.join(', ')}`,
      { details, cause: error },
    );
  };
}

export async function buildEncoded(
  encoder: EncodedEncoder,
  documents: AsyncIterable<EncodedDocument>,
  { signal }: Pick<RunOptions, 'signal'>,
): Promise<EncodedIndex> {
  const run = signal === undefined ? {} : { signal };
  const [writes]: readonly Kind[] = encoder.writes;
  if (writes === 'tokens') {
    // A quarter of the bytes of float32, and the same order of documents but for a few.
    return buildMultivector(documents as AsyncIterable<Document<'tokens'>>, { ...run, precision: 'int8' });
  }
  if (writes === 'terms') {
    return buildSparse(documents as AsyncIterable<Document<'terms'>>, { ...run, similarity: impact() });
  }
  const { similarity } = encoder as DenseEncoder;
  return buildDense(documents as AsyncIterable<Document<'vector'>>, { ...run, similarity });
}

export async function openEncoded(
  kind: EncodedKind,
  path: string,
  signal: AbortSignal,
): Promise<EncodedIndex> {
  if (kind === 'colbert') return openMultivector(path, { signal });
  return kind === 'dense' ? openDense(path, { signal }) : openSparse(path, { similarity: impact(), signal });
}

export async function verifyEncoded(kind: EncodedKind, path: string, signal: AbortSignal): Promise<void> {
  const verify = { dense: verifyDense, impact: verifySparse, colbert: verifyMultivector }[kind];
  await verify(path, { signal });
}

/** Token rows are all in memory, with no file to close. */
export async function closeEncoded(index: EncodedIndex): Promise<void> {
  if ('close' in index) await index.close();
}
