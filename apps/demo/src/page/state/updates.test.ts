import { describe, expect, it } from 'vitest';
import type { About, HitAnswer } from '../../api/types.js';
import { emptyAddress } from './address.js';
import { initialState, type PageState } from './page-state.js';
import {
  givenOf,
  withAbout,
  withAddress,
  withLearnt,
  withMark,
  withNothingLearnt,
  withPipeline,
  withQuery,
  withRoundMoved,
  withSimulatedUser,
} from './updates.js';

const about: About = {
  name: 'sample',
  documents: 3,
  stages: [],
  fusers: [],
  presets: [
    { name: 'one', pipeline: 'bm25' },
    { name: 'two', pipeline: 'bm25 >> rm3 >> bm25' },
  ],
  examples: [],
  judged: [],
  measures: ['nDCG@10'],
};
const hit = (id: string, grade?: number): HitAnswer => ({
  id,
  rank: 1,
  score: 1,
  snippet: [],
  ...(grade !== undefined && { grade }),
});
const asked: PageState = withQuery(withAbout(initialState, about), 'dry skin');

describe('the state of the page', () => {
  it('begins with the two pipelines that the server proposes first', () => {
    expect(asked.address).toEqual({
      ...emptyAddress,
      query: 'dry skin',
      left: 'bm25',
      right: 'bm25 >> rm3 >> bm25',
    });
  });

  it('keeps a pipeline that the address names', () => {
    const opened = withAddress(initialState, { ...emptyAddress, right: 'dense' });
    expect(withAbout(opened, about).address).toMatchObject({ left: 'bm25', right: 'dense' });
  });

  it('forgets what was judged when another query is asked, and nothing when it is the same', () => {
    const judged = withLearnt(withMark(asked, 'a', 1));
    expect(withQuery(judged, 'dry skin')).toBe(judged);
    const other = withQuery(judged, 'dry eyes');
    expect([other.marks, givenOf(other), other.address.given]).toEqual([[], [], []]);
  });

  it('keeps what was judged when a pipeline changes', () => {
    const judged = withLearnt(withMark(asked, 'a', 1));
    expect(givenOf(withPipeline(judged, 'left', 'dense'))).toEqual([{ id: 'a', grade: 1 }]);
  });
});

describe('feedback by hand', () => {
  it('learns only when it is told to', () => {
    const marked = withMark(withMark(asked, 'a', 1), 'b', 0);
    expect(givenOf(marked)).toEqual([]);
    expect(withLearnt(marked).address.given).toEqual([
      { id: 'a', grade: 1 },
      { id: 'b', grade: 0 },
    ]);
  });

  it('makes no round of what it has learnt already', () => {
    const learnt = withLearnt(withMark(asked, 'a', 1));
    expect(withLearnt(learnt)).toBe(learnt);
    expect(withLearnt(asked)).toBe(asked);
  });

  it('is undone and done again with its thumbs', () => {
    const two = withLearnt(withMark(withLearnt(withMark(asked, 'a', 1)), 'b', 1));
    const one = withRoundMoved(two, -1);
    expect([one.marks, one.address.given]).toEqual([[{ id: 'a', grade: 1 }], [{ id: 'a', grade: 1 }]]);
    expect(withRoundMoved(one, 1)).toEqual(two);
  });

  it('can be forgotten, and that can be undone', () => {
    const learnt = withLearnt(withMark(asked, 'a', 1));
    const forgotten = withNothingLearnt(learnt);
    expect([forgotten.marks, givenOf(forgotten)]).toEqual([[], []]);
    expect(withRoundMoved(forgotten, -1).marks).toEqual(learnt.marks);
  });

  it('is simulated from the grades of the first ten hits, on top of the thumbs', () => {
    const hits = [hit('a', 2), hit('b', 0), hit('c'), ...Array.from({ length: 7 }, (_, i) => hit(`n${i}`))];
    const simulated = withSimulatedUser(withMark(asked, 'z', 1), [...hits, hit('eleventh', 2)]);
    expect(givenOf(simulated)).toEqual([
      { id: 'z', grade: 1 },
      { id: 'a', grade: 1 },
      { id: 'b', grade: 0 },
    ]);
  });
});

describe('an address that is opened', () => {
  it('shows the round it names, and keeps the others to be done again', () => {
    const two = withLearnt(withMark(withLearnt(withMark(asked, 'a', 1)), 'b', 1));
    const back = withAddress(two, { ...two.address, given: [{ id: 'a', grade: 1 }] });
    expect(back.rounds).toEqual({ ...two.rounds, at: 1 });
    expect(back.marks).toEqual([{ id: 'a', grade: 1 }]);
  });

  it('begins new rounds for another query', () => {
    const judged = withLearnt(withMark(asked, 'a', 1));
    expect(withAddress(judged, { ...judged.address, query: 'x', given: [] }).rounds.sets).toEqual([[]]);
  });
});
