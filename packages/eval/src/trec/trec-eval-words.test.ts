import { describe, expect, it } from 'vitest';
import { trecEvalWords } from './trec-eval-words.js';

describe('trecEvalWords', () => {
  it('takes no word for official, which has the name of the run', () => {
    expect(trecEvalWords([])).toEqual(trecEvalWords(['official']));
    expect(trecEvalWords([])).toMatchObject({ runId: true, ignored: [] });
    expect(trecEvalWords([]).measures.slice(0, 2)).toEqual(['num_q', 'num_ret']);
    expect(trecEvalWords([])).not.toHaveProperty('relevance');
  });

  it('marks the name of the run with every group, and the relevance string with all_trec', () => {
    expect(trecEvalWords(['set'])).toMatchObject({ runId: true });
    expect(trecEvalWords(['all_trec'])).toMatchObject({
      runId: true,
      relevance: { name: 'relstring', length: 10 },
    });
    expect(trecEvalWords(['map'])).toEqual({ measures: ['map'], runId: false, ignored: [] });
  });

  it('gives texts that were asked alone', () => {
    expect(trecEvalWords(['runid', 'relstring.5'])).toEqual({
      measures: [],
      runId: true,
      relevance: { name: 'relstring_5', length: 5 },
      ignored: [],
    });
  });

  it('keeps the first list of a measure, wherever the measure is marked, and names what gives way', () => {
    expect(trecEvalWords(['P.5', 'P.10'])).toMatchObject({
      measures: ['P.5'],
      ignored: [{ word: 'P.10', for: 'P.5' }],
    });
    expect(trecEvalWords(['P', 'P.10'])).toMatchObject({ measures: ['P.10'], ignored: [] });
    expect(trecEvalWords(['P.5', 'official']).measures).toContain('P.5');
    expect(trecEvalWords(['P.5', 'official']).measures).not.toContain('P');
    expect(trecEvalWords(['official.5'])).toEqual(trecEvalWords(['official']));
  });

  it('passes what trec_eval does not know', () => {
    expect(trecEvalWords(['nDCG@10', 'P_5', 'P_10', 'RBP(p=0.5)', 'map']).measures).toEqual([
      'map',
      'nDCG@10',
      'P_5',
      'P_10',
      'RBP(p=0.5)',
    ]);
  });

  it.each([
    ['prefs', /known are .*measures of preferences and of several judges are not among them/],
    ['all_prefs', /preferences/],
    ['map_avgjg', /preferences/],
    ['qrels_jg', /preferences/],
    ['ndgc', /did you mean|perhaps/],
    ['P.', /measure is "P."/],
    ['P.0', /cut-off of measure P is "0"/],
    ['relstring.x', /the length of relstring is "x"/],
    ['runid.5', /runid, which takes no parameters/],
    ['', /measure is ""/],
  ])('refuses %j', (word, message) => {
    expect(() => trecEvalWords([word])).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
    expect(() => trecEvalWords([word])).toThrow(message);
  });
});
