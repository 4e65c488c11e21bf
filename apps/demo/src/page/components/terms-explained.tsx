import type { JSX } from 'preact';
import type { TermsAnswer } from '../../api/types.js';
import { Chart } from './chart.js';

/** Terms drawn; a query has a few tens, and some strategies keep hundreds. */
const drawn = 24;

/** The query's words and their weights, before and after. */
export function TermsExplained({ feedback }: { readonly feedback: TermsAnswer }): JSX.Element {
  const terms = feedback.terms.slice(0, drawn);
  return (
    <>
      <p class="legend">
        <span class="key before">before</span>
        <span class="key yours">after: your words</span>
        <span class="key added">after: added from the results</span>
      </p>
      <Chart data={feedback} draw={(charts, width) => charts.termsChart(terms, width)} />
      <p class="hint">
        A word stands for all its forms: the index keeps it without its ending.
        {feedback.terms.length > drawn && ` The ${drawn} heaviest of ${feedback.terms.length} are drawn.`}
      </p>
      <details>
        <summary>The same as a table</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">word</th>
              <th scope="col">before</th>
              <th scope="col">after</th>
              <th scope="col">change</th>
            </tr>
          </thead>
          <tbody>
            {feedback.terms.map(({ term, word = term, before, after }) => (
              <tr key={term}>
                <th scope="row">
                  <bdi>{word}</bdi>
                </th>
                <td>{share(before)}</td>
                <td>{share(after)}</td>
                <td>{before === undefined ? 'added' : after === undefined ? 'dropped' : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}

const share = (weight: number | undefined): string =>
  weight === undefined ? '–' : `${(weight * 100).toFixed(1)} %`;
