import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeText } from '@reprise/datasets';
import { RepriseError } from '@reprise/spec';

/** What an encoder made of the documents: vectors, or weighted word pieces. */
export type EncodedKind = 'dense' | 'impact';

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
    if (cause.code === 'ENOENT') return '[]';
    throw new RepriseError('IO_FAILED', `${path} could not be read: ${cause.message}`, {
      cause,
      details: { path },
    });
  });
  try {
    const entries: unknown = JSON.parse(text);
    if (Array.isArray(entries) && entries.every(isEntry)) return entries;
  } catch {
    // Told below, with what else is no list of encoders.
  }
  throw new RepriseError(
    'CORRUPT_FILE',
    `${path} is damaged: delete it, and encode the documents again with reprise index --with vector or impact`,
    { details: { path } },
  );
}

/** Folders are names, not paths: a catalogue cannot lead out of its own folder. */
function isEntry(value: unknown): value is Entry {
  const { kind, encoder, folder }: { kind?: unknown; encoder?: unknown; folder?: unknown } = Object(value);
  return (
    (kind === 'dense' || kind === 'impact') &&
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
  await writeText(catalogueFile(directory), [`${JSON.stringify(entries, undefined, 2)}\n`]);
}
