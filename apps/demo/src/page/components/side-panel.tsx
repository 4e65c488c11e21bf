import type { JSX } from 'preact';
import type { About } from '../../api/types.js';
import { describeDifference, describeFeedback, titleOf } from '../compare/describe-feedback.js';
import { differenceOf, type Ranks } from '../compare/rank-changes.js';
import { feedbackFor, hasFeedback, partsOf, pipelineOf, withFeedback } from '../pipeline/parts.js';
import type { PageState, Side } from '../state/page-state.js';
import { depth, type Session } from '../state/session.js';
import { Builder } from './builder.js';
import { Explanation } from './explanation.js';
import { FailureMessage } from './failure-message.js';
import { Hit } from './hit.js';
import { Measures } from './measures.js';
import { Phrases } from './phrases.js';

interface SidePanelProps {
  readonly side: Side;
  readonly state: PageState;
  readonly about: About;
  readonly session: Session;
  readonly ranks: ReadonlyMap<string, Ranks>;
  readonly active: string | undefined;
  readonly onActive: (id: string | undefined) => void;
}

/** One side: its recipe, what it did in a sentence, its ranking and how that came about. */
export function SidePanel(props: SidePanelProps): JSX.Element {
  const { side, state, about, session, ranks, active, onActive } = props;
  const { status, answer, failure } = state[side];
  const pipeline = state.address[side];
  const marks = new Map(state.marks.map(({ id, grade }) => [id, grade]));
  const old = status === 'searching' || status === 'waiting';
  const hits = answer?.hits.slice(0, state.shown) ?? [];
  return (
    <section
      id={side}
      class={`side ${side}`}
      aria-label={side === 'left' ? 'Left side' : 'Right side'}
      data-shown={state.side === side}
    >
      <Builder
        side={side}
        pipeline={pipeline}
        about={about}
        wrong={failure?.kind === 'pipeline'}
        onChange={(next) => session.setPipeline(side, next)}
      />
      <div class="side-said">
        {failure && <FailureMessage failure={failure} pipeline={pipeline} onRetry={session.retry} />}
        {answer && <Said {...props} />}
        {answer?.measures && <Measures side={side} state={state} />}
      </div>
      <div class="side-hits">
        <ol
          class={old || failure ? 'hits old' : 'hits'}
          aria-label={`Results of the ${side} side`}
          aria-busy={old}
        >
          {hits.map((hit) => (
            <Hit
              key={hit.id}
              hit={hit}
              side={side}
              ranks={ranks.get(hit.id) ?? {}}
              mark={marks.get(hit.id)}
              active={active === hit.id}
              onActive={onActive}
              onJudge={session.judge}
              onOpen={session.openDocument}
            />
          ))}
        </ol>
        {answer && hits.length === 0 && (
          <p class="nothing">
            Nothing was found.{' '}
            {answer.feedback.length === 0 && 'Try other words, or search by meaning with “dense”.'}
          </p>
        )}
        {answer && answer.hits.length > hits.length && (
          <button type="button" class="more" onClick={session.showMore}>
            Show more of the first {Math.min(depth, answer.hits.length)}
          </button>
        )}
      </div>
      <Explanation side={side} state={state[side]} onOpen={session.openDocument} />
    </section>
  );
}

/** What this side did, in sentences; a side without feedback says so and offers some. */
function Said({ side, state, about, session, ranks }: SidePanelProps): JSX.Element {
  const { answer, learntFrom = [] } = state[side];
  const other = side === 'left' ? 'right' : 'left';
  const sentences = describeFeedback(answer?.feedback ?? [], learntFrom.length > 0);
  const titles = new Map(answer?.hits.map((hit) => [hit.id, titleOf(hit)]));
  const pipeline = state.address[side];
  const compared =
    side === 'right' && (state.left.answer?.hits.length ?? 0) > 0 && (answer?.hits.length ?? 0) > 0;
  return (
    <>
      {hasFeedback(pipeline, about) ? (
        <p>
          {answer?.feedback.length === 0
            ? 'Feedback found nothing to learn from, so the query stayed as it was.'
            : sentences.map((phrases, i) => (
                <span key={answer?.feedback[i]?.kind}>
                  <Phrases phrases={phrases} />{' '}
                </span>
              ))}{' '}
          <a href={`#${side}-explained`}>See how</a>
        </p>
      ) : (
        <p>
          Searched once, without feedback: this is what the words as typed find.{' '}
          <AddFeedback side={side} pipeline={pipeline} about={about} session={session} />
        </p>
      )}
      {compared && (
        <p>
          <Phrases
            phrases={describeDifference(differenceOf(ranks, 10), 10, other, (id) =>
              shortened(titles.get(id) ?? id),
            )}
          />
        </p>
      )}
    </>
  );
}

type AddFeedbackProps = Pick<SidePanelProps, 'side' | 'about' | 'session'> & { readonly pipeline: string };

function AddFeedback({ side, pipeline, about, session }: AddFeedbackProps): JSX.Element | null {
  const parts = partsOf(pipeline, about);
  const [first] = parts === undefined ? [] : feedbackFor(parts.search.word, about);
  if (parts === undefined || first === undefined) return null;
  const add = (): void => session.setPipeline(side, pipelineOf(withFeedback(parts, first.word)));
  return (
    <button type="button" class="link" onClick={add}>
      Add feedback ({first.word})
    </button>
  );
}

const shortened = (title: string): string => (title.length > 60 ? `${title.slice(0, 59)}…` : title);
