import type { About, HitAnswer } from '../../api/types.js';
import type { Address } from './address.js';
import type { PageState, Side, SideState } from './page-state.js';
import {
  currentRound,
  type Judgements,
  learnFrom,
  moveRound,
  noRounds,
  type Rounds,
  roundOf,
  sameJudgements,
  toggleJudgement,
} from './rounds.js';

/** How many of the first shown hits a simulated user looks at. */
export const simulatedDepth = 10;

/** What the server has is known: pipelines that the address leaves open become the first two proposed. */
export function withAbout({ failure, ...state }: PageState, about: About): PageState {
  const [first, second = first] = about.presets;
  const { left, right } = state.address;
  const address = {
    ...state.address,
    left: left || (first?.pipeline ?? ''),
    right: right || (second?.pipeline ?? ''),
  };
  return { ...state, about, address };
}

/** Another query: what was judged for the old one does not hold for it. */
export function withQuery(state: PageState, query: string, judged = ''): PageState {
  if (query === state.address.query && judged === state.address.judged) return state;
  return {
    ...state,
    address: { ...state.address, query, judged, given: [] },
    marks: [],
    rounds: noRounds,
    shown: 10,
  };
}

export const withPipeline = (state: PageState, side: Side, pipeline: string): PageState => ({
  ...state,
  address: { ...state.address, [side]: pipeline },
});

export const withSide = (state: PageState, side: Side, next: SideState): PageState => ({
  ...state,
  [side]: next,
});

/** Thumbs up (1) or down (0); the same again takes it back. */
export const withMark = (state: PageState, id: string, grade: 0 | 1): PageState => ({
  ...state,
  marks: toggleJudgement(state.marks, { id, grade }),
});

/** A round that learns from the thumbs as they stand. */
export const withLearnt = (state: PageState): PageState =>
  sameJudgements(state.marks, currentRound(state.rounds))
    ? state
    : withRounds(state, learnFrom(state.rounds, state.marks));

export const withRoundMoved = (state: PageState, by: -1 | 1): PageState =>
  withRounds(state, moveRound(state.rounds, by));

/** A round that learns from nothing: feedback reads the first hits again. */
export const withNothingLearnt = (state: PageState): PageState => withLearnt({ ...state, marks: [] });

/** A round that learns from all thumbs so far and from the known judgements of the first hits. */
export function withSimulatedUser(state: PageState, hits: readonly HitAnswer[]): PageState {
  const marks = new Map(state.marks.map(({ id, grade }) => [id, grade]));
  for (const { id, grade } of hits.slice(0, simulatedDepth))
    if (grade !== undefined) marks.set(id, grade > 0 ? 1 : 0);
  return withLearnt({ ...state, marks: [...marks].map(([id, grade]) => ({ id, grade })) });
}

/** The state that an address asks for, with as much of the present one as still holds. */
export function withAddress(state: PageState, address: Address): PageState {
  const sameQuery = address.query === state.address.query && address.judged === state.address.judged;
  const rounds = roundOf(sameQuery ? state.rounds : noRounds, address.given);
  const next = { ...state, address, rounds, marks: currentRound(rounds) };
  return state.about === undefined ? next : withAbout(next, state.about);
}

/** What a side learns from instead of its first hits: nothing, unless a round has judgements. */
export const givenOf = ({ rounds }: PageState): Judgements => currentRound(rounds);

function withRounds(state: PageState, rounds: Rounds): PageState {
  const given = currentRound(rounds);
  return { ...state, rounds, marks: given, address: { ...state.address, given } };
}
