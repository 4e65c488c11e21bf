import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  currentRound,
  type Judgements,
  learnFrom,
  moveRound,
  noRounds,
  roundOf,
  sameJudgements,
  toggleJudgement,
} from './rounds.js';

const a: Judgements = [{ id: 'a', grade: 1 }];
const b: Judgements = [...a, { id: 'b', grade: 0 }];

describe('rounds of feedback', () => {
  it('begin without a judgement and learn one set after the other', () => {
    expect(currentRound(noRounds)).toEqual([]);
    expect(currentRound(learnFrom(learnFrom(noRounds, a), b))).toBe(b);
  });

  it('are undone and done again, and stop at both ends', () => {
    const two = learnFrom(learnFrom(noRounds, a), b);
    expect(currentRound(moveRound(two, -1))).toBe(a);
    expect(currentRound(moveRound(moveRound(two, -1), 1))).toBe(b);
    expect(moveRound(two, 1)).toEqual(two);
    expect(moveRound(noRounds, -1)).toEqual(noRounds);
  });

  it('lose what was undone when something else is learnt', () => {
    const again = learnFrom(moveRound(learnFrom(noRounds, a), -1), b);
    expect(again).toEqual({ sets: [[], b], at: 1 });
  });

  it('are found again by their judgements, in whatever order these stand', () => {
    const two = learnFrom(learnFrom(noRounds, a), b);
    expect(roundOf(two, [...b].reverse()).at).toBe(2);
    expect(roundOf(two, []).at).toBe(0);
    expect(roundOf(noRounds, b)).toEqual({ sets: [[], b], at: 1 });
  });

  it('return to where they were after as many steps back as forth', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.nat({ max: 6 }), (rounds, back) => {
        let state = noRounds;
        for (let i = 0; i < rounds; i++) state = learnFrom(state, [{ id: String(i), grade: 1 }]);
        const steps = Math.min(back, rounds);
        let moved = state;
        for (let i = 0; i < steps; i++) moved = moveRound(moved, -1);
        for (let i = 0; i < steps; i++) moved = moveRound(moved, 1);
        expect(moved).toEqual(state);
      }),
    );
  });
});

describe('a judgement', () => {
  it('is given, changed and taken back', () => {
    expect(toggleJudgement([], { id: 'a', grade: 1 })).toEqual(a);
    expect(toggleJudgement(a, { id: 'a', grade: 0 })).toEqual([{ id: 'a', grade: 0 }]);
    expect(toggleJudgement(a, { id: 'a', grade: 1 })).toEqual([]);
  });

  it('makes a difference by its document and its grade', () => {
    expect(sameJudgements(a, [{ id: 'a', grade: 0 }])).toBe(false);
    expect(sameJudgements(a, [{ id: '__proto__', grade: 1 }])).toBe(false);
    expect(sameJudgements(b, [...b].reverse())).toBe(true);
  });
});
