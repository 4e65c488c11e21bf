import type { JSX } from 'preact';
import { hasFeedback } from '../pipeline/parts.js';
import type { PageState, Side } from '../state/page-state.js';
import { currentRound, sameJudgements } from '../state/rounds.js';
import type { Session } from '../state/session.js';
import { simulatedDepth } from '../state/updates.js';

interface JudgementBarProps {
  readonly state: PageState;
  readonly session: Session;
  readonly titles: ReadonlyMap<string, string>;
}

/** Feedback by a person: what was judged, and the rounds that learnt from it. */
export function JudgementBar({ state, session, titles }: JudgementBarProps): JSX.Element {
  const { marks, rounds, address, about } = state;
  const learnt = sameJudgements(marks, currentRound(rounds));
  const learner =
    about && (['right', 'left'] as const).find((side: Side) => hasFeedback(address[side], about));
  const graded = learner && state[learner].answer?.hits.some(({ grade }) => grade !== undefined);
  return (
    <section class="judgements" aria-label="Your feedback">
      <div class="actions">
        <h2>Your feedback</h2>
        <button
          type="button"
          class="primary"
          disabled={learnt || learner === undefined}
          onClick={session.learn}
        >
          Learn from {marks.length === 1 ? 'this' : 'these'}
        </button>
        {address.judged !== '' && (
          <button
            type="button"
            disabled={!graded}
            title={`Marks the first ${simulatedDepth} results as the collection’s judges did, and learns from that`}
            onClick={() => learner && session.simulate(state[learner].answer?.hits ?? [])}
          >
            Simulate a user
          </button>
        )}
        <button type="button" disabled={rounds.at === 0} onClick={() => session.moveRound(-1)}>
          Undo
        </button>
        <button
          type="button"
          disabled={rounds.at === rounds.sets.length - 1}
          onClick={() => session.moveRound(1)}
        >
          Redo
        </button>
        <button type="button" disabled={marks.length === 0} onClick={session.forget}>
          Forget all
        </button>
        <span role="status" class="hint">
          {learner === undefined
            ? 'Neither side has feedback that could learn: choose one under “Learn with”.'
            : said(marks.length, rounds.at, currentRound(rounds).length)}
        </span>
      </div>
      {marks.length > 0 && (
        <ul class="chips">
          {marks.map(({ id, grade }) => (
            <li key={id} class={grade > 0 ? 'good' : 'bad'}>
              <span>
                {grade > 0 ? 'good' : 'bad'}: <bdi>{titles.get(id) ?? id}</bdi>
              </span>
              <button
                type="button"
                aria-label={`Take back: ${titles.get(id) ?? id}`}
                onClick={() => session.judge(id, grade > 0 ? 1 : 0)}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function said(marked: number, at: number, count: number): string {
  if (at === 0 && marked === 0) return 'Mark results with their thumbs, then learn from these.';
  if (at === 0) return '';
  const from = count === 0 ? 'its own first results again' : `${count} ${count === 1 ? 'mark' : 'marks'}`;
  return `Round ${at}: learnt from ${from}.`;
}
