export { readCiff } from './ciff/read-ciff.js';
export { type WriteCiffOptions, writeCiff } from './ciff/write-ciff.js';
export type { DocumentFormat } from './document-format.js';
export { type Collection, openCollection } from './open-collection.js';
export { type OpenRun, openRun } from './open-run.js';
export { type ReadDocumentsOptions, readDocuments, type TextDocument } from './read-documents.js';
export { readQrels } from './read-qrels.js';
export { type QueryFormat, type ReadQueriesOptions, readQueries } from './read-queries.js';
export {
  type ReadRunOptions,
  type ReadRunRowsOptions,
  type RunFormat,
  type RunRow,
  readRun,
  readRunRows,
} from './read-run.js';
export { sampleCollection } from './sample-collection.js';
export type { ScorePrecision } from './score-text.js';
export type { Source } from './source.js';
export type { TopicField } from './trec-topics.js';
export { type ReadVectorsOptions, readVectors, type VectorFormat } from './vectors/read-vectors.js';
export { type WriteVectorsOptions, writeVectors } from './vectors/write-vectors.js';
export { type WriteDocumentsOptions, writeDocuments } from './write-documents.js';
export { type WriteQrelsOptions, writeQrels } from './write-qrels.js';
export { type WriteQueriesOptions, writeQueries } from './write-queries.js';
export { type WriteRunOptions, writeRun } from './write-run.js';
export { type Target, writeText } from './write-text.js';
