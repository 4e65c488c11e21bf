import type { JSX } from 'preact';
import type { About, Evaluation } from '../../api/types.js';
import { measureSays } from '../compare/measure-says.js';
import { type PageState, sides } from '../state/page-state.js';
import type { Session } from '../state/session.js';
import { Builder } from './builder.js';
import { Chart } from './chart.js';
import { EvaluationTable } from './evaluation-table.js';
import { FailureMessage } from './failure-message.js';

interface EvaluationViewProps {
  readonly state: PageState;
  readonly about: About;
  readonly session: Session;
}

/** Both pipelines on every query whose right answers are known. */
export function EvaluationView({ state, about, session }: EvaluationViewProps): JSX.Element {
  const { address, evaluation } = state;
  if (about.judged.length === 0)
    return (
      <section class="evaluation">
        <h2>Evaluation</h2>
        <p>
          This index has no judged queries. Start the server with <code>--topics</code> and{' '}
          <code>--qrels</code>, or with <code>--collection</code>, to compare pipelines on them.
        </p>
      </section>
    );
  const { answer, failure, status, underWay } = evaluation;
  return (
    <section class="evaluation" aria-label="Evaluation">
      <h2>Which side is better over all {about.judged.length} judged queries?</h2>
      <p class="hint">
        For these queries people said beforehand which documents are right. A measure turns a ranking into a
        figure from 0 to 1; 1 is best.
      </p>
      <div class="evaluated">
        {sides.map((side) => (
          <Builder
            key={side}
            side={side}
            pipeline={address[side]}
            about={about}
            wrong={failure?.kind === 'pipeline'}
            onChange={(pipeline) => session.setPipeline(side, pipeline)}
          />
        ))}
      </div>
      <div class="actions">
        <label>
          <span>Measure</span>
          <select
            value={address.measure}
            onChange={({ currentTarget }) => session.visit({ measure: currentTarget.value })}
          >
            {[...new Set([address.measure, ...about.measures])].map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <span class="hint">{measureSays(address.measure)}</span>
        {status === 'running' && <UnderWay underWay={underWay} onStop={session.stopEvaluation} />}
        {status === 'stopped' && (
          <button type="button" onClick={session.retry}>
            Evaluate
          </button>
        )}
      </div>
      {failure && <FailureMessage failure={failure} onRetry={session.retry} />}
      {answer && <Result answer={answer} session={session} />}
    </section>
  );
}

interface UnderWayProps {
  readonly underWay: PageState['evaluation']['underWay'];
  readonly onStop: () => void;
}

function UnderWay({ underWay, onStop }: UnderWayProps): JSX.Element {
  return (
    <>
      <progress aria-label="Searches done" {...(underWay && { value: underWay.done, max: underWay.total })} />
      <span>{underWay ? `${underWay.done} of ${underWay.total} searches` : 'Evaluating…'}</span>
      <button type="button" onClick={onStop}>
        Stop
      </button>
    </>
  );
}

interface ResultProps {
  readonly answer: Evaluation;
  readonly session: Session;
}

function Result({ answer, session }: ResultProps): JSX.Element {
  const { queries } = answer;
  const pick = ({ id, text }: Evaluation['queries'][number]): void => session.submit(text, id);
  return (
    <>
      <p class="verdict" role="status">
        {verdict(answer)}
      </p>
      <div class="charts">
        <figure>
          <figcaption>
            Every bar is a query: up where the right side is better, down where the left is. Click one to see
            it.
          </figcaption>
          <Chart data={answer} draw={(charts, width) => charts.winLossChart(queries, width, pick)} />
        </figure>
        <figure>
          <figcaption>Every dot is a query: above the line the right side is better.</figcaption>
          <Chart data={answer} draw={(charts, width) => charts.scatterChart(queries, width, pick)} />
        </figure>
      </div>
      <EvaluationTable answer={answer} onPick={pick} />
    </>
  );
}

function verdict({ measure, left, right, wins, losses, ties, p }: Evaluation): string {
  const means = `Mean ${measure}: left ${left.mean.toFixed(3)}, right ${right.mean.toFixed(3)}.`;
  const counts = `The right side is better for ${wins}, worse for ${losses}, equal for ${ties}.`;
  if (p === undefined) return `${means} ${counts}`;
  const meant = p < 0.05 ? 'so this is unlikely to be chance' : 'so this may well be chance';
  return `${means} ${counts} Were both equally good, a difference this large would come up with probability ${p < 0.001 ? 'below 0.001' : p.toFixed(3)} (paired t-test), ${meant}.`;
}
