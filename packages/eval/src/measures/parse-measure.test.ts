import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMeasure } from './parse-measure.js';

const names = (text: string): string[] => parseMeasure(text).map(({ name }) => name);

describe('parseMeasure', () => {
  it.each([
    ['nDCG@10', 'ndcg_cut_10'],
    ['nDCG', 'ndcg'],
    ['AP', 'map'],
    ['AP@100', 'map_cut_100'],
    ['P@5', 'P_5'],
    ['R@1000', 'recall_1000'],
    ['RR', 'recip_rank'],
    ['Rprec', 'Rprec'],
    ['Bpref', 'bpref'],
    ['infAP', 'infAP'],
    ['Success@5', 'success_5'],
    ['IPrec@0.1', 'iprec_at_recall_0.10'],
    ['SetF', 'set_F'],
    ['NumQ', 'num_q'],
  ])('%s is %s of trec_eval and keeps the name it was asked by', (text, trec) => {
    expect(parseMeasure(text).map((measure) => [measure.name, measure.trec])).toEqual([[text, trec]]);
    expect(names(trec)).toEqual([trec]);
  });

  it.each([
    ['R_cap@100', 'relative_P_100'],
    ['R_cap(rel=2)@10', undefined],
    ["nDCG(dcg='exp-log2')@10", undefined],
    ['ERR@20', undefined],
    ['RBP', undefined],
    ['RBP(p=0.8)', undefined],
    ['RBP(p=.95,rel=2)', undefined],
  ])('reads %s, which keeps its name', (text, trec) => {
    expect(parseMeasure(text).map((measure) => [measure.name, measure.trec])).toEqual([[text, trec]]);
  });

  it('takes the p of RBP for its parameter, 0.8 where none is given', () => {
    const cutoffs = ['RBP', 'RBP(rel=2)', 'RBP(rel=2,p=0.5)']
      .flatMap(parseMeasure)
      .map(({ cutoff }) => cutoff);
    expect(cutoffs).toEqual([0.8, 0.8, 0.5]);
  });

  it.each(['RR@10', 'Judged@10'])('%s is not of trec_eval', (text) => {
    expect(parseMeasure(text)).toEqual([expect.objectContaining({ name: text })]);
    expect(parseMeasure(text)[0]).not.toHaveProperty('trec');
  });

  it('gives a measure with rel its own level and no name of trec_eval', () => {
    const [measure] = parseMeasure('AP(rel=2)@100');
    expect(measure).toMatchObject({ name: 'AP(rel=2)@100', level: 2, cutoff: 100 });
    expect(measure).not.toHaveProperty('trec');
  });

  it("reads trec_eval's spellings of parameters", () => {
    expect(names('ndcg_cut.5,10')).toEqual(['ndcg_cut_5', 'ndcg_cut_10']);
    expect(names('ndcg_cut_5')).toEqual(['ndcg_cut_5']);
    expect(names('P')).toEqual([5, 10, 15, 20, 30, 100, 200, 500, 1000].map((k) => `P_${k}`));
    expect(names('iprec_at_recall.0,.25,1')).toEqual([
      'iprec_at_recall_0.00',
      'iprec_at_recall_0.25',
      'iprec_at_recall_1.00',
    ]);
    expect(names('set_F.0.5')).toEqual(['set_F_0.5']);
    expect(names('11pt_avg')).toEqual(['11pt_avg']);
  });

  it('reads gains in place of grades and weights of utility, and prints both as they were given', () => {
    expect(parseMeasure('ndcg.1=3.5,2=9.0')).toMatchObject([
      {
        name: 'ndcg_1=3.5,2=9.0',
        trec: 'ndcg_1=3.5,2=9.0',
        gains: new Map([
          [1, 3.5],
          [2, 9],
        ]),
      },
    ]);
    expect(names('G.0=1')).toEqual(['G_0=1']);
    expect(parseMeasure('utility.2,-0.5,-1,0')).toMatchObject([
      { name: 'utility_2,-0.5,-1,0', parameters: [2, -0.5, -1, 0] },
    ]);
    expect(parseMeasure('utility')).toMatchObject([{ name: 'utility', parameters: [1, -1, 0, 0] }]);
    for (const name of ['ndcg.1=3.5,2=9.0', 'utility.2,-0.5,-1,0'].flatMap(names))
      expect(names(name)).toEqual([name]);
  });

  it("expands trec_eval's groups", () => {
    expect(names('official').slice(0, 9)).toEqual([
      'num_q',
      'num_ret',
      'num_rel',
      'num_rel_ret',
      'map',
      'gm_map',
      'Rprec',
      'bpref',
      'recip_rank',
    ]);
    expect(names('official')).toHaveLength(9 + 11 + 9);
    expect(names('set').at(-1)).toBe('set_F');
    expect(names('all_trec')).toEqual(expect.arrayContaining([...names('official'), ...names('set')]));
  });

  it.each([
    ['ndgc@10', /measure is "ndgc@10".*perhaps nDCG@10; known are/],
    ['MAP', /perhaps map;/],
    ['recal', /perhaps recall;/],
    ['R', /measure is "R"/],
    ['nDCG(rel=2)@10', /nDCG without rel/],
    ['AP(rel=0)', /rel as a whole number of at least 1/],
    ['RBP(p=1)', /the p of measure RBP is "1": give a number between 0 and 1/],
    ['RBP(p=x)', /the p of measure RBP is "x"/],
    ['RBP(q=1)', /measure is "RBP\(q=1\)".*known are .*RBP\(p=0.8\),/],
    ['RBP@10', /measure is "RBP@10"/],
    ['AP(p=0.5)', /measure is "AP\(p=0.5\)"/],
    ['AP()', /measure is "AP\(\)"/],
    ["nDCG(dcg='log3')@10", /perhaps nDCG\(dcg='exp-log2'\)@10;/],
    ['ERR', /measure is "ERR".*ERR@10/],
    ['ERR(rel=2)@10', /ERR without rel/],
    ['nDCG@0', /cut-off of measure nDCG is "0": give a whole number/],
    ['nDCG@ten', /cut-off of measure nDCG is "ten"/],
    ['P.5,,10', /cut-off of measure P is/],
    ['P.2.5', /cut-off of measure P is "2.5"/],
    ['map.5', /measure is "map.5"/],
    ['ndcg.1=x', /the gains of measure ndcg is "1=x": give grade=gain pairs/],
    ['ndcg.1=3,1=4', /each grade once/],
    ['ndcg.1=-3', /no gain below 0/],
    ['ndcg.5', /the gains of measure ndcg/],
    ['utility.1,-1', /the weights of measure utility is "1,-1": give 4 numbers/],
    ['utility.1,-1,0,1', /the last of them 0/],
    ['prefs_pair', /preferences and of several judges are not among them/],
    ['', /measure is ""/],
    ['__proto__', /measure is "__proto__"/],
  ])('refuses %s', (text, message) => {
    expect(() => parseMeasure(text)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
    expect(() => parseMeasure(text)).toThrow(message);
  });

  it('answers any text with measures or with a typed refusal', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.stringMatching(
            /^(nDCG|AP|P|RBP|ERR|ndcg_cut|iprec_at_recall)(\((rel|p|dcg)=[\d.,]{0,3}\))?[@._]?[\d.,]{0,6}$/,
          ),
        ),
        (text) => {
          try {
            expect(parseMeasure(text).length).toBeGreaterThan(0);
          } catch (error) {
            expect(error).toMatchObject({ name: 'RepriseError', code: 'INVALID_OPTION' });
          }
        },
      ),
      { numRuns: 2000 },
    ));
});
