import type { JSX } from 'preact';
import type { SearchAnswer } from '../../api/types.js';

/** The steps in the order in which they ran, with the time of each. */
export function Trace({ answer: { steps, milliseconds } }: { readonly answer: SearchAnswer }): JSX.Element {
  return (
    <details class="trace">
      <summary>
        {steps.length === 1 ? 'The only step' : `The ${steps.length} steps`} took {milliseconds.toFixed(0)} ms
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col">step</th>
            <th scope="col">time</th>
            <th scope="col">passed on</th>
          </tr>
        </thead>
        <tbody>
          {steps.map(({ stage, milliseconds: time, hits, depth }, i) => (
            <tr key={`${stage} ${i}`}>
              <th scope="row">
                {'↳ '.repeat(depth)}
                <bdi>{stage}</bdi>
              </th>
              <td>{time.toFixed(1)} ms</td>
              <td>{hits === undefined ? 'a query' : `${hits} ${hits === 1 ? 'hit' : 'hits'}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
