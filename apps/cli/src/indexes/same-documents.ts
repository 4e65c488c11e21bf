import type { TextDocument } from '@reprise/datasets';
import type { SparseIndex } from '@reprise/sparse';
import { RepriseError } from '@reprise/spec';
import { readable } from '../readable.js';

/**
 * Passes on documents that are to be encoded beside an index, and fails with `INVALID_INPUT` where they are not those that
 * it was made from: a mixture would answer with documents that it cannot show. Ids tell, which a closed index knows too.
 */
export async function* sameDocuments(
  documents: AsyncIterable<TextDocument>,
  index: SparseIndex,
  { input, index: directory }: { readonly input: string; readonly index: string },
): AsyncGenerator<TextDocument> {
  const differs = (what: string, cause?: unknown): RepriseError =>
    new RepriseError(
      'INVALID_INPUT',
      `${input} is not what ${directory} was made from: the index holds ${what}. Give the same input, ` +
        'or make all of the index again, with terms among --with, and --replace',
      { details: { path: input }, cause },
    );
  let count = 0;
  for await (const document of documents) {
    await index.fetch([document.id], []).catch((cause) => {
      throw differs(`no document ${readable(JSON.stringify(document.id), 80)}`, cause);
    });
    count++;
    yield document;
  }
  if (count < index.size) throw differs(`${index.size} documents, not ${count}`);
}
