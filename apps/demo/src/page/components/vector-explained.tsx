import type { JSX } from 'preact';
import type { VectorAnswer } from '../../api/types.js';
import { Chart } from './chart.js';

/** How the query's vector moved among the documents. */
export function VectorExplained({ feedback }: { readonly feedback: VectorAnswer }): JSX.Element {
  return (
    <>
      <p class="legend">
        <span class="key dot learnt">learnt from</span>
        <span class="key dot found-before">found before only</span>
        <span class="key dot found-after">found after only</span>
        <span class="key dot found-both">found both times</span>
      </p>
      <Chart data={feedback} draw={(charts, width) => charts.planeChart(feedback, width)} />
      <p class="hint">
        A vector has hundreds of dimensions; this is the flat picture that tells these points apart best. It
        keeps {Math.round(feedback.kept * 100)} % of their variance, so small distances here can deceive.
      </p>
    </>
  );
}
