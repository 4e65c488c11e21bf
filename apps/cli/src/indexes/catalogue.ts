import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { writeText } from '@reprise/datasets';
import { RepriseError } from '@reprise/spec';

/** What an encoder made of the documents, by the word that searches it: vectors, weighted word pieces, or token rows. */
export type EncodedKind = 'dense' | 'impact' | 'colbert';

/** What `--with` calls each. */
export const partOf: Readonly<Record<EncodedKind, string>> = {
  dense: 'vector',
  impact: 'impact',
  colbert: 'tokens',
};

export const encodedKinds: readonly EncodedKind[] = Object.keys(partOf) as EncodedKind[];

/** An index beside the inverted one. */
export interface Entry {
  readonly kind: EncodedKind;
  /** `minilm`, or the folder of a model. */
  readonly encoder: string;
  /** Its folder inside the user's. */
  readonly folder: string;
}

const catalogueFile = (directory: string): string => join(directory, 'encoders.json');

/** Which indexes of encoded documents a folder holds, in the order they were made. */
export async function readCatalogue(directory: string): Promise<readonly Entry[]> {
  const path = catalogueFile(directory);
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return render([]);
    throw new RepriseError('IO_FAILED', `${path} could not be read: ${cause.message}`, {
      cause,
      details: { path },
    });
  });
  try {
    const { encoders }: { readonly encoders?: unknown } = Object(JSON.parse(text));
    if (Array.isArray(encoders) && encoders.every(isEntry) && render(encoders) === text) return encoders;
  } catch {
    // Told below, with what else is no list of encoders.
  }
  throw new RepriseError(
    'CORRUPT_FILE',
    `${path} is damaged: delete it, and encode the documents again with reprise index --with ${Object.values(partOf).join(', ')}`,
    { details: { path } },
  );
}

/** Folders are names, not paths: a catalogue cannot lead out of its own folder. */
function isEntry(value: unknown): value is Entry {
  const { kind, encoder, folder }: { kind?: unknown; encoder?: unknown; folder?: unknown } = Object(value);
  return (
    encodedKinds.some((known) => known === kind) &&
    typeof encoder === 'string' &&
    typeof folder === 'string' &&
    new RegExp(`^${kind}-\\d{1,6}$`).test(folder)
  );
}

/** A folder for a new index of one kind: the one that the encoder has already, or the next free number. */
export function entryFor(entries: readonly Entry[], kind: EncodedKind, encoder: string): Entry {
  const known = entries.find((entry) => entry.kind === kind && entry.encoder === encoder);
  const numbers = entries
    .filter((entry) => entry.kind === kind)
    .map(({ folder }) => Number(folder.split('-')[1]));
  return known ?? { kind, encoder, folder: `${kind}-${Math.max(0, ...numbers) + 1}` };
}

export async function writeCatalogue(directory: string, entries: readonly Entry[]): Promise<void> {
  await writeText(catalogueFile(directory), [render(entries)]);
}

/** The text of a catalogue, with the CRC-32 of its entries: any other text is damage. */
function render(encoders: readonly Entry[]): string {
  const sum = crc32(JSON.stringify(encoders)).toString(16).padStart(8, '0');
  return `${JSON.stringify({ encoders, crc32: sum }, undefined, 2)}\n`;
}
