import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openCollection, sampleCollection, type TextDocument } from '@reprise/datasets';
import type { Query } from '@reprise/spec';
import { sharedFolder } from './shared-folder.js';

/** What a bench works on. */
export interface Texts {
  readonly name: string;
  readonly documents: readonly TextDocument[];
  readonly queries: readonly Query<'text'>[];
}

/** NFCorpus and its test queries from the folder of the test collections, or the sample where that is not there. */
export async function realTexts(): Promise<Texts> {
  const nfcorpus = join(sharedFolder(), 'collections/nfcorpus');
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
