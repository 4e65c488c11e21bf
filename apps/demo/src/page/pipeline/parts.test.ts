import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { About, StageAbout } from '../../api/types.js';
import {
  documentsOf,
  feedbackFor,
  hasFeedback,
  type Parts,
  partsOf,
  pipelineOf,
  withDocuments,
  withFeedback,
  withMerge,
  withSearch,
} from './parts.js';
import { readPipeline, type WrittenStage } from './read-pipeline.js';
import { writePipeline } from './write-pipeline.js';

const documents = { name: 'documents', type: 'number', default: 10 } as const;
const stage = (word: string, does: StageAbout['does'], on: StageAbout['on']): StageAbout => ({
  word,
  does,
  on,
  says: '',
  options: does === 'feedback' ? [documents] : [],
});
const about: Pick<About, 'stages' | 'fusers'> = {
  stages: [
    stage('bm25', 'search', 'text'),
    stage('dense', 'search', 'vector'),
    stage('colbert', 'search', 'tokens'),
    stage('rm3', 'feedback', 'text'),
    stage('vectorAverage', 'feedback', 'vector'),
    stage('promptPrf', 'feedback', 'features'),
  ],
  fusers: [{ word: 'rrf', options: [] }],
};
const parts = (pipeline: string): Parts => partsOf(pipeline, about) as Parts;

describe('the parts of a pipeline', () => {
  it.each([
    'bm25',
    'bm25(k1=1.2, b=0.75)',
    'bm25 >> rm3(documents=5, weight=0.7) >> bm25',
    'fuse(rrf(k=60), bm25 >> rm3 >> bm25, dense)',
    'fuse(rrf, dense, bm25)',
  ])('are read from and written back to %s', (pipeline) => {
    expect(pipelineOf(parts(pipeline))).toBe(pipeline);
  });

  it('forget spaces', () => {
    expect(pipelineOf(parts(' fuse( rrf,bm25>>rm3 ( documents = 5 )>>bm25 ,dense)'))).toBe(
      'fuse(rrf, bm25 >> rm3(documents=5) >> bm25, dense)',
    );
  });

  it.each([
    '',
    'nothing',
    'rm3',
    'bm25 >> rm3',
    'bm25 >> rm3 >> dense',
    'bm25 >> rm3 >> bm25(k1=2)',
    'fuse(rrf, bm25)',
    'fuse(other, bm25, dense)',
    'fuse(rrf, bm25, dense) >> vectorAverage >> dense',
    'fuse(rrf, bm25, dense >> vectorAverage >> dense)',
    'bm25 >>',
    'bm25(',
    'bm25(k1=',
    'bm25(k1=1 b=2)',
    '>> bm25',
    'bm25 "',
    `${'fuse('.repeat(200)}bm25${')'.repeat(200)}`,
  ])('are not those of %s', (pipeline) => {
    expect(partsOf(pipeline, about)).toBeUndefined();
  });

  it('change to another search with feedback that learns from it', () => {
    const loop = parts('bm25 >> rm3(documents=5) >> bm25');
    expect(pipelineOf(withSearch(loop, 'dense', about))).toBe('dense >> vectorAverage >> dense');
    expect(pipelineOf(withSearch(loop, 'bm25', about))).toBe('bm25 >> rm3(documents=5) >> bm25');
    expect(pipelineOf(withSearch(parts('bm25'), 'dense', about))).toBe('dense');
  });

  it('gain and lose feedback', () => {
    expect(pipelineOf(withFeedback(parts('bm25'), 'rm3'))).toBe('bm25 >> rm3 >> bm25');
    expect(pipelineOf(withFeedback(parts('fuse(rrf, bm25 >> rm3 >> bm25, dense)'), ''))).toBe(
      'fuse(rrf, bm25, dense)',
    );
  });

  it('say and change how many documents feedback reads', () => {
    const loop = parts('bm25 >> rm3(weight=0.7) >> bm25');
    expect(documentsOf(loop.feedback as never, about)).toBe(10);
    const five = withDocuments(loop, 5);
    expect(documentsOf(five.feedback as never, about)).toBe(5);
    expect(pipelineOf(five)).toBe('bm25 >> rm3(documents=5, weight=0.7) >> bm25');
    expect(withDocuments(parts('bm25'), 5)).toEqual(parts('bm25'));
  });

  it('merge with a second search and keep the options of the method', () => {
    expect(pipelineOf(withMerge(parts('bm25'), 'dense', 'rrf'))).toBe('fuse(rrf, bm25, dense)');
    const merged = parts('fuse(rrf(k=10), bm25, dense)');
    expect(pipelineOf(withMerge(merged, 'bm25', 'rrf'))).toBe('fuse(rrf(k=10), bm25, bm25)');
    expect(pipelineOf(withMerge(merged, '', 'rrf'))).toBe('bm25');
  });
});

describe('feedback', () => {
  it('is offered by what the search finds', () => {
    const offered = (search: string) => feedbackFor(search, about).map(({ word }) => word);
    expect(offered('bm25')).toEqual(['rm3', 'promptPrf']);
    expect(offered('colbert')).toEqual([]);
    expect(offered('dense')).toEqual(['vectorAverage', 'promptPrf']);
    expect(offered('unknown')).toEqual([]);
  });

  it('is found however the pipeline is written', () => {
    expect(hasFeedback('fuse(rrf, dense, bm25>>rm3>>bm25) >> vectorAverage >> dense', about)).toBe(true);
    expect(hasFeedback('fuse(rrf, dense, bm25)', about)).toBe(false);
    expect(hasFeedback('bm25 >> rm3x', about)).toBe(false);
  });
});

describe('a pipeline', () => {
  it('reads as it was written, whatever it is made of', () => {
    const name = fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,6}$/);
    const value = fc.oneof(fc.integer().map(String), fc.constant('"two words, (quoted)"'), name);
    const options = fc.array(fc.tuple(name, value), { maxLength: 2 });
    const pipelineWith = (branches: fc.Arbitrary<readonly (readonly WrittenStage[])[]>) =>
      fc.array(fc.record({ word: name, options, branches }), { minLength: 1, maxLength: 3 });
    const flat = pipelineWith(fc.constant([]));
    const deep = pipelineWith(fc.array(pipelineWith(fc.array(flat, { maxLength: 2 })), { maxLength: 2 }));
    fc.assert(
      fc.property(deep, (written) => {
        expect(readPipeline(writePipeline(written))).toEqual(written);
      }),
      { numRuns: 300 },
    );
  });

  it('never throws when it is read', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab1(),=">> \\') }), (source) => {
        readPipeline(source);
      }),
      { numRuns: 2000 },
    );
  });
});
