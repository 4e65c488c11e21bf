import { describe, expect, it } from 'vitest';
import { parsePipeline } from './parse-pipeline.js';
import { writePipeline } from './write-pipeline.js';

describe('writePipeline', () => {
  it.each([
    ['bm25>>rm3( terms = 5 )>>bm25', 'bm25 >> rm3(terms=5) >> bm25'],
    [
      'fuse( rrf(k=60,weights="1,2") ,bm25, dense>>dime>>dense)',
      'fuse(rrf(k=60, weights="1,2"), bm25, dense >> dime >> dense)',
    ],
    [
      'bm25() >> gate(scoreSpread, rm3 >> bm25, atLeast=.5)',
      'bm25 >> gate(scoreSpread, rm3 >> bm25, atLeast=0.5)',
    ],
    ['a(b="true", c=true, d="two words", e="name")', 'a(b="true", c=true, d="two words", e=name)'],
  ])('writes %s in one way', (source, expected) => {
    expect(writePipeline(parsePipeline(source))).toBe(expected);
    expect(writePipeline(parsePipeline(expected))).toBe(expected);
  });
});
