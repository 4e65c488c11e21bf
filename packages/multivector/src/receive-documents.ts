import { checkId, type Document, RepriseError, type RunOptions } from '@reprise/spec';
import { areUnit, checkDocumentTokens, type Shape } from './check-tokens.js';
import type { MultivectorData, Settings } from './multivector-data.js';
import { poolRows } from './pool-rows.js';
import { bitsOf, type Precision } from './precision.js';
import type { Spool, Spooled } from './spool.js';
import { turned } from './turn-rows.js';

/** What changes an index: documents to add, and ids of documents to leave out. */
export interface Changes extends RunOptions {
  readonly documents: AsyncIterable<Document<'tokens'>> | Iterable<Document<'tokens'>>;
  readonly gone: ReadonlySet<string>;
  readonly replace: boolean;
}

/** A document that came. */
export interface Entry {
  readonly rows: Spooled;
  readonly count: number;
  readonly tokens: Int32Array | undefined;
}

/** All documents that came. */
export interface Received extends Shape {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly labels: ReadonlyMap<number, string>;
  /** Whether rows come with token ids; `undefined` while there is none. */
  readonly named: boolean | undefined;
  readonly unit: boolean;
}

const reportEvery = 1000;

/** Takes the documents in, pooled, and checks all that can be checked of each. */
export async function receiveDocuments(
  settings: Settings & { readonly precision: Precision },
  before: MultivectorData | undefined,
  spool: Spool,
  { documents, replace, onProgress }: Changes,
  pace: () => Promise<void> | undefined,
): Promise<Received> {
  const entries = new Map<string, Entry>();
  const labels = new Map(before?.labels);
  const coded = bitsOf(settings.precision) !== undefined;
  let shape: Shape = settings;
  let named = before && before.rows.count > 0 ? before.tokens !== undefined : undefined;
  let unit = true;
  let done = 0;
  for await (const document of documents) {
    const { id, tokens: given }: { id?: unknown; tokens?: unknown } = Object(document);
    checkId(id, `document ${done + 1}`);
    const what = `document ${JSON.stringify(id)}`;
    const matrix = checkDocumentTokens(given, shape, what);
    const { space, dimensions, data, ids } = matrix;
    shape = { space, dimensions };
    if (!replace && (entries.has(id) || before?.ids.number(id) !== undefined)) {
      throw new RepriseError(
        'DUPLICATE_ID',
        `${what} comes twice: give each id once, or set replace: true to keep the later`,
        { details: { value: id } },
      );
    }
    named ??= ids !== undefined;
    if (named !== (ids !== undefined)) {
      throw new RepriseError(
        'INVALID_INPUT',
        `${what} has ${named ? 'no token ids' : 'token ids'} and those before ${named ? 'have' : 'had none'}: give them for all or none`,
        { details: { value: id } },
      );
    }
    const book = before?.codebook.book;
    const isUnit = areUnit(data, dimensions);
    if (book?.unit && coded && !isUnit) {
      throw new RepriseError(
        'INVALID_INPUT',
        `${what} has rows of another length than 1, which the residual codes of this index stand for: build it anew`,
        { details: { value: id } },
      );
    }
    unit &&= isUnit;
    addLabels(labels, matrix.ids, matrix.labels, what);
    const pooled = poolRows(data, dimensions, settings.pool);
    entries.set(id, {
      rows: await spool.put(coded ? turned(pooled.data, dimensions) : pooled.data),
      count: pooled.members.length,
      tokens: ids && Int32Array.from(pooled.members, (row) => ids[row]!),
    });
    if (++done % reportEvery === 0)
      onProgress?.({ kind: 'progress', stage: 'index', done, unit: 'documents' });
    const pause = pace();
    if (pause) await pause;
  }
  onProgress?.({ kind: 'progress', stage: 'index', done, unit: 'documents' });
  return { ...shape, entries, labels, named, unit };
}

function addLabels(
  labels: Map<number, string>,
  ids: Int32Array | undefined,
  names: readonly string[] | undefined,
  what: string,
): void {
  if (ids === undefined || names === undefined) return;
  ids.forEach((id, row) => {
    const [known, name] = [labels.get(id), names[row]!];
    if (known !== undefined && known !== name) {
      throw new RepriseError(
        'INVALID_INPUT',
        `${what} labels token ${id} as ${JSON.stringify(name)}, elsewhere it is ${JSON.stringify(known)}: use one vocabulary`,
        { details: { value: name, expected: known } },
      );
    }
    labels.set(id, name);
  });
}
