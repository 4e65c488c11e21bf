import type { JSX } from 'preact';
import type { About } from '../../api/types.js';
import type { Ranks } from '../compare/rank-changes.js';
import type { PageState, Side } from '../state/page-state.js';
import { depth, type Session } from '../state/session.js';
import { Builder } from './builder.js';
import { Explanation } from './explanation.js';
import { FailureMessage } from './failure-message.js';
import { Hit } from './hit.js';
import { Measures } from './measures.js';
import { Said } from './said.js';

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
export function SidePanel({
  side,
  state,
  about,
  session,
  ranks,
  active,
  onActive,
}: SidePanelProps): JSX.Element {
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
        {status === 'waiting' && <p class="hint">The server is busy: asking again…</p>}
        {answer && (
          <Said
            side={side}
            state={state}
            answer={answer}
            about={about}
            ranks={ranks}
            onAdd={session.setPipeline}
          />
        )}
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
              ranks={ranks.get(hit.id)}
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
            {about.stages.some(({ word }) => word === 'dense') &&
              'Try other words, or search by meaning: “dense”.'}
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
