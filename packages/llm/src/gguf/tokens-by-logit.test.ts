import { expect, it } from 'vitest';
import { tokensByLogit } from './tokens-by-logit.js';

const logits = new Map([
  [0, Math.log(1)],
  [1, Math.log(5)],
  [2, Math.log(1)],
  [3, Math.log(3)],
  [4, -Infinity],
]);
const text = (id: number): string => `t${id}`;

// Weights 1, 5, 1, 3: probabilities .1, .5, .1, .3.
it('gives probabilities over the whole vocabulary, the most probable first', () => {
  const made = tokensByLogit(logits, Infinity, [], text);
  expect(made.map(({ id }) => id)).toEqual([1, 3, 0, 2]);
  expect(made.map(({ logProbability }) => Math.exp(logProbability).toFixed(12))).toEqual(
    [0.5, 0.3, 0.1, 0.1].map((p) => p.toFixed(12)),
  );
  expect(made[0]).toMatchObject({ text: 't1', logit: Math.log(5) });
});

it('gives as many as wanted and those asked for, once', () => {
  expect(tokensByLogit(logits, 1, [2, 1, 4, 99], text).map(({ id }) => id)).toEqual([1, 2]);
  expect(tokensByLogit(logits, 0, [], text)).toEqual([]);
  expect(tokensByLogit(new Map(), 3, [], text)).toEqual([]);
});

it('stands logits that would overflow', () => {
  const made = tokensByLogit(
    new Map([
      [0, 1000],
      [1, 1000],
    ]),
    2,
    [],
    text,
  );
  expect(made.map(({ logProbability }) => logProbability)).toEqual([Math.log(0.5), Math.log(0.5)]);
});
