import type { Topic } from './topic.js';

/**
 * The topic with gains in the place of its grades: `judged` becomes the gains of the best order. Which documents are
 * relevant stays, and what nobody judged still gains nothing.
 *
 * The best order is trec_eval's: it compares gains by the whole part of their difference, so that gains less than 1
 * apart keep the order in which they were given (listed grades first, then the others ascending) and the later
 * one counts as the better; and it ends where a gain of 0 comes. With whole gains that is the best order indeed.
 */
export function regraded(topic: Topic, gains: ReadonlyMap<number, number>): Topic {
  // The grades that no document has and no gain is given to can decide nothing.
  const others = [...new Set([0, ...topic.judged.toReversed()])].filter((grade) => !gains.has(grade));
  const gainOf = (grade: number): number => gains.get(grade) ?? grade;
  const best = [...gains.keys(), ...others].sort((a, b) => Math.trunc(gainOf(a) - gainOf(b))).reverse();
  const place = new Map(best.map((grade, i) => [grade, i]));
  const ideal = topic.judged.toSorted((a, b) => place.get(a)! - place.get(b)!).map(gainOf);
  const end = gainOf(best[0]!) > 0 ? ideal.findIndex((gain) => gain <= 0) : 0;
  return {
    ...topic,
    grades: topic.grades.map(gainOf),
    judged: end < 0 ? ideal : ideal.subarray(0, end),
  };
}
