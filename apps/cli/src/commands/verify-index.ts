import { join } from 'node:path';
import { verifyFeatures } from '@reprise/prf-prompt';
import { verifySparse } from '@reprise/sparse';
import { RepriseError } from '@reprise/spec';
import { type Entry, partOf, readCatalogue } from '../indexes/catalogue.js';
import { closeEncoded, openEncoded, verifyEncoded } from '../indexes/encoded.js';
import { featuresFolder, hasFeatures } from '../indexes/feature-store.js';
import { openIndex, sparseFolder } from '../indexes/text-index.js';
import { type CommandContext, print } from '../io.js';

export interface VerifyArguments {
  readonly index: string;
  readonly json: boolean;
}

/** Reads every byte of an index and checks every invariant. */
export async function verifyIndex({ index, json }: VerifyArguments, context: CommandContext): Promise<void> {
  const { signal } = context;
  const text = await openIndex(index, signal);
  const { size } = text;
  await text.close();
  await verifySparse(sparseFolder(index), { signal });
  for (const entry of await readCatalogue(index)) {
    await verifyEncoded(entry.kind, join(index, entry.folder), signal);
    await checkCount(index, entry, size, signal);
  }
  if (hasFeatures(index)) await checkFeatures(index, size, signal);
  await print(context.stdout, json ? `${JSON.stringify({ index, intact: true })}\n` : `${index} is intact\n`);
}

/** Fails where an encoder's part does not hold as many documents as the inverted index: it is not of the same ones. */
async function checkCount(index: string, entry: Entry, size: number, signal: AbortSignal): Promise<void> {
  const path = join(index, entry.folder);
  const encoded = await openEncoded(entry.kind, path, signal);
  const found = encoded.size;
  await closeEncoded(encoded);
  if (found === size) return;
  throw new RepriseError(
    'CORRUPT_FILE',
    `${path} holds ${found} documents of ${entry.encoder}, and ${sparseFolder(index)} holds ${size}: ` +
      `encode them again with reprise index --with ${partOf[entry.kind]} --replace`,
    { details: { path, expected: size, found } },
  );
}

async function checkFeatures(index: string, size: number, signal: AbortSignal): Promise<void> {
  const path = featuresFolder(index);
  const { documents: found } = await verifyFeatures(path, { signal });
  if (found === size) return;
  throw new RepriseError(
    'CORRUPT_FILE',
    `${path} holds features of ${found} documents, and ${sparseFolder(index)} holds ${size}: ` +
      'make them again with reprise index --with features --replace',
    { details: { path, expected: size, found } },
  );
}
