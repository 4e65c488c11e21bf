import { join } from 'node:path';
import { verifySparse } from '@reprise/sparse';
import { readCatalogue } from '../indexes/catalogue.js';
import { verifyEncoded } from '../indexes/encoded.js';
import { openIndex, sparseFolder } from '../indexes/text-index.js';
import { type CommandContext, print } from '../io.js';

export interface VerifyArguments {
  readonly index: string;
  readonly json: boolean;
}

/** Reads every byte of an index and checks every invariant. */
export async function verifyIndex({ index, json }: VerifyArguments, context: CommandContext): Promise<void> {
  await (await openIndex(index, context.signal)).close();
  await verifySparse(sparseFolder(index), { signal: context.signal });
  for (const { kind, folder } of await readCatalogue(index))
    await verifyEncoded(kind, join(index, folder), context.signal);
  await print(context.stdout, json ? `${JSON.stringify({ index, intact: true })}\n` : `${index} is intact\n`);
}
