import type { GivenJudgement } from '../../api/types.js';

/** What a person has judged, with each document once. */
export type Judgements = readonly GivenJudgement[];

/** Rounds of feedback by hand: the judgements that each learnt from, the first none, and the round that is shown. */
export interface Rounds {
  readonly sets: readonly Judgements[];
  readonly at: number;
}

export const noRounds: Rounds = { sets: [[]], at: 0 };

export const currentRound = ({ sets, at }: Rounds): Judgements => sets[at] ?? [];

/** One round more; those that were undone are gone. */
export const learnFrom = ({ sets, at }: Rounds, judgements: Judgements): Rounds => ({
  sets: [...sets.slice(0, at + 1), judgements],
  at: at + 1,
});

/** Back (-1) or forward (1), no further than there are rounds. */
export const moveRound = ({ sets, at }: Rounds, by: -1 | 1): Rounds => ({
  sets,
  at: Math.min(sets.length - 1, Math.max(0, at + by)),
});

/** The round with these judgements: one of those known, so that it can be undone, or a first one. */
export function roundOf(rounds: Rounds, judgements: Judgements): Rounds {
  const at = rounds.sets.findIndex((set) => sameJudgements(set, judgements));
  return at < 0 ? learnFrom(noRounds, judgements) : { ...rounds, at };
}

export function sameJudgements(a: Judgements, b: Judgements): boolean {
  const grades = new Map(b.map(({ id, grade }) => [id, grade]));
  return a.length === b.length && a.every(({ id, grade }) => grades.get(id) === grade);
}

/** With a document judged so, or no more where it was judged so already. */
export function toggleJudgement(judgements: Judgements, { id, grade }: GivenJudgement): Judgements {
  const before = judgements.find((judgement) => judgement.id === id);
  const others = judgements.filter((judgement) => judgement.id !== id);
  return before?.grade === grade ? others : [...others, { id, grade }];
}
