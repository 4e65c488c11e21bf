import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openCollection, sampleCollection, type TextDocument } from '@reprise/datasets';
import type { Query } from '@reprise/spec';

/** What a bench works on. */
export interface Texts {
  readonly name: string;
  readonly documents: readonly TextDocument[];
  readonly queries: readonly Query<'text'>[];
}

/** NFCorpus and its test queries from the folder of the test collections, or the sample where that is not there. */
export async function realTexts(): Promise<Texts> {
  const shared = process.env.REPRISE_SHARED;
  const folder = shared ? resolve(shared) : fileURLToPath(new URL('../../../../shared', import.meta.url));
  const nfcorpus = join(folder, 'collections/nfcorpus');
  const found = existsSync(nfcorpus);
  const collection = await openCollection(found ? nfcorpus : sampleCollection());
  const documents: TextDocument[] = [];
  for await (const document of collection.documents()) documents.push(document);
  return {
    name: found ? 'NFCorpus' : 'the sample collection',
    documents,
    queries: await collection.queries('test'),
  };
}
