import type { JSX } from 'preact';
import type { About, SearchAnswer } from '../../api/types.js';
import { describeDifference, describeFeedback } from '../compare/describe-feedback.js';
import { differenceOf, type Ranks } from '../compare/rank-changes.js';
import { titleOf } from '../compare/title.js';
import { feedbackFor, hasFeedback, partsOf, pipelineOf, withFeedback } from '../pipeline/parts.js';
import type { PageState, Side } from '../state/page-state.js';
import { Phrases } from './phrases.js';

interface SaidProps {
  readonly side: Side;
  readonly state: PageState;
  readonly answer: SearchAnswer;
  readonly about: About;
  readonly ranks: ReadonlyMap<string, Ranks>;
  readonly onAdd: (side: Side, pipeline: string) => void;
}

/** First hits that are compared. */
const compared = 10;

/** What a side did, in sentences; one without feedback says so and offers some. */
export function Said({ side, state, answer, about, ranks, onAdd }: SaidProps): JSX.Element {
  const pipeline = state.address[side];
  const sentences = describeFeedback(answer.feedback, (state[side].learntFrom ?? []).length > 0);
  const found = Math.min(compared, answer.hits.length);
  return (
    <>
      {!hasFeedback(pipeline, about) ? (
        <p>
          Searched once, without feedback: this is what the words as typed find.{' '}
          <AddFeedback pipeline={pipeline} about={about} onAdd={(next) => onAdd(side, next)} />
        </p>
      ) : sentences.length === 0 ? (
        <p>Feedback found nothing to learn from, so the query stayed as it was.</p>
      ) : (
        <p>
          {sentences.map((phrases, i) => (
            <span key={`${answer.feedback[i]?.stage} ${i}`}>
              <Phrases phrases={phrases} />{' '}
            </span>
          ))}
          <a href={`#${side}-explained`}>See how</a>
        </p>
      )}
      {side === 'right' && found > 0 && state.left.answer && (
        <p>
          <Phrases
            phrases={describeDifference(differenceOf(ranks, found), found, 'left', titlesOf(answer))}
          />
        </p>
      )}
    </>
  );
}

function titlesOf({ hits }: SearchAnswer): (id: string) => string {
  const titles = new Map(hits.map((hit) => [hit.id, titleOf(hit)]));
  return (id) => titles.get(id) ?? id;
}

interface AddFeedbackProps {
  readonly pipeline: string;
  readonly about: About;
  readonly onAdd: (pipeline: string) => void;
}

function AddFeedback({ pipeline, about, onAdd }: AddFeedbackProps): JSX.Element | null {
  const parts = partsOf(pipeline, about);
  const [first] = parts === undefined ? [] : feedbackFor(parts.search.word, about);
  if (parts === undefined || first === undefined) return null;
  return (
    <button type="button" class="link" onClick={() => onAdd(pipelineOf(withFeedback(parts, first.word)))}>
      Add feedback ({first.word})
    </button>
  );
}
