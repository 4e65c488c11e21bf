import { describe, expect, it } from 'vitest';
import type { FeedbackAnswer } from '../../api/types.js';
import { describeDifference, describeFeedback, type Phrase } from './describe-feedback.js';

const sentence = (phrases: readonly Phrase[] = []): string => phrases.map(({ text }) => text).join('');
const describeOne = (answer: FeedbackAnswer, byHand = false): readonly Phrase[] =>
  describeFeedback([answer], byHand)[0] ?? [];
const learnt = (positive: number, negative = 0) => ({
  positive: Array.from({ length: positive }, (_, i) => ({ id: `p${i}`, grade: 1 })),
  negative: Array.from({ length: negative }, (_, i) => `n${i}`),
  heedsNegative: true,
});

describe('what feedback did, in a sentence', () => {
  it('names the words that were added and what is left to those that were typed', () => {
    const phrases = describeOne(
      {
        kind: 'terms',
        stage: 'rm3',
        ...learnt(10),
        terms: [
          { term: 'slug', before: 1, after: 0.5 },
          { term: 'pellet', word: 'pellets', after: 0.3 },
          { term: 'slime', after: 0.2 },
        ],
      },
      false,
    );
    expect(sentence(phrases)).toBe(
      'rm3 read the first 10 results and added 2 words: pellets and slime. Your own words keep 50 % of the weight.',
    );
    expect(phrases.filter(({ as }) => as === 'added').map(({ text }) => text)).toEqual(['pellets', 'slime']);
  });

  it('names six words and counts the rest', () => {
    const terms = Array.from({ length: 9 }, (_, i) => ({ term: `t${i}`, after: 0.1 }));
    const phrases = describeOne({ kind: 'terms', stage: 'bo1', ...learnt(1), terms }, false);
    expect(sentence(phrases)).toContain(
      'read the first 1 result and added 9 words: t0, t1, t2, t3, t4, t5 and 3 more.',
    );
  });

  it('says when no word was added, and when it learnt from a person', () => {
    const terms = [
      { term: 'slug', before: 0.5, after: 0.7 },
      { term: 'eat', before: 0.5, after: 0.3 },
    ];
    expect(sentence(describeOne({ kind: 'terms', stage: 'rocchio', ...learnt(2, 1), terms }, true))).toBe(
      'rocchio learnt from 2 results that you approved and 1 that you rejected, and added no word: it only changed how much each of your words counts.',
    );
    expect(sentence(describeOne({ kind: 'terms', stage: 'rocchio', ...learnt(0, 2), terms }, true))).toMatch(
      /^rocchio learnt from 2 that you rejected alone and added no word/,
    );
  });

  it('says when a strategy has no use for what a person rejected', () => {
    const terms = [{ term: 'slug', before: 1, after: 1 }];
    const nothing = { kind: 'terms', stage: 'rm3', ...learnt(0, 2), heedsNegative: false, terms } as const;
    expect(sentence(describeOne(nothing, true))).toBe(
      'rm3 learnt nothing: it needs results that you approved.',
    );
    const deaf = { kind: 'terms', stage: 'rm3', ...learnt(1, 2), heedsNegative: false, terms } as const;
    expect(sentence(describeOne(deaf, true))).toMatch(
      /^rm3 learnt from 1 result that you approved and changed nothing: your words count as before\. rm3 does not use what you rejected\.$/,
    );
    expect(sentence(describeOne(deaf, false))).not.toContain('rejected');
  });

  it('says how far a vector moved, which pieces were added and which notes were used', () => {
    const vector = {
      kind: 'vector',
      stage: 'vectorAverage',
      ...learnt(3),
      cosine: 0.8312,
      kept: 0.5,
      points: [],
    } as const;
    expect(sentence(describeOne(vector, false))).toContain('it is now 0.83 similar to what you typed');
    const tokens = { kind: 'tokens', stage: 'colbertPrf', ...learnt(3) } as const;
    const piece = { token: '##ough', weight: 1, from: [] };
    expect(sentence(describeOne({ ...tokens, tokens: [piece] }, false))).toContain(
      'added 1 piece of words to the query: …ough.',
    );
    const text = { kind: 'text', stage: 'promptPrf', ...learnt(3) } as const;
    const features = [{ id: 'a', feature: 'keywords', text: 'x' }];
    expect(sentence(describeOne({ ...text, features }, false))).toContain(
      'used 1 note that had been made of 1 document beforehand.',
    );
    expect(sentence(describeOne({ ...text, features: [], text: 'abc', cosine: 0.9 }, false))).toContain(
      'wrote a new text for the query, now 3 characters long. It is 0.90 similar to what you typed.',
    );
  });
});

describe('a stage that did two things', () => {
  it('has two sentences, and the second goes on from the first', () => {
    const features = [{ id: 'a', feature: 'keywords', text: 'x' }];
    const said = describeFeedback(
      [
        { kind: 'text', stage: 'promptPrf', ...learnt(3), features },
        { kind: 'vector', stage: 'promptPrf', ...learnt(3), cosine: 0.9, kept: 1, points: [] },
      ],
      false,
    );
    expect(said.map(sentence)).toEqual([
      'promptPrf read the first 3 results and used 1 note that had been made of 1 document beforehand.',
      'It moved the query towards them: it is now 0.90 similar to what you typed (1 would be unmoved).',
    ]);
  });
});

describe('the difference of two sides, in a sentence', () => {
  const say = (difference: Parameters<typeof describeDifference>[0]): string =>
    sentence(describeDifference(difference, 10, 'left', (id) => `“${id}”`));

  it('counts who is new and names who rose', () => {
    expect(say({ entered: ['a', 'b'], riser: { id: 'c', from: 14, to: 2 } })).toBe(
      '2 of the first 10 are not in the left side’s first 10; “c” rose from 14 to 2.',
    );
    expect(say({ entered: ['a'] })).toBe('1 of the first 10 is not in the left side’s first 10.');
  });

  it('says when only the order differs, or nothing', () => {
    expect(say({ entered: [], riser: { id: 'c', from: 4, to: 2 } })).toBe(
      'The first 10 are those of the left side in another order; “c” rose from 4 to 2.',
    );
    expect(say({ entered: [] })).toBe('The first 10 are those of the left side, in the same order.');
  });
});
