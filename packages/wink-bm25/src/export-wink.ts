import type { WinkDocument, WinkExport } from './wink-engine.js';
import type { WinkIndex } from './wink-index.js';

/**
 * The index as JSON that wink's own `importJSON` reads as well. It holds the frequencies and not the rounded weights
 * that a finished wink would write, as these do not give the frequencies back: wink then needs `definePrepTasks` and
 * `consolidate` before it searches. Neither holds the analyzer.
 */
export function exportWink({ content, statistics, size }: WinkIndex): string {
  const postings: string[][] = Array.from(content.terms, () => []);
  const documents: [string, WinkDocument][] = [];
  for (const [id, { terms, length, fieldValues }] of content.documents) {
    const freq: [number, number][] = [];
    for (const [term, frequency] of terms) {
      const { number } = content.terms.get(term)!;
      freq.push([number, frequency]);
      postings[number]!.push(id);
    }
    documents.push([id, { freq: Object.fromEntries(freq), fieldValues, length }]);
  }
  const parts: WinkExport = [
    content.config,
    { totalCorpusLength: statistics.tokens, totalDocs: size, consolidated: false },
    Object.fromEntries(documents),
    postings,
    postings.length,
    Object.fromEntries(Array.from(content.terms, ([term, { number }]) => [term, number])),
    {},
    [],
    [],
  ];
  return JSON.stringify(parts);
}
