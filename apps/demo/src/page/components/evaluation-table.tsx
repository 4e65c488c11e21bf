import type { JSX } from 'preact';
import type { Evaluation } from '../../api/types.js';

interface EvaluationTableProps {
  readonly answer: Evaluation;
  readonly onPick: (query: Evaluation['queries'][number]) => void;
}

/** Every query with the measure of both sides, the right side's greatest gain first. */
export function EvaluationTable({ answer: { queries, measure }, onPick }: EvaluationTableProps): JSX.Element {
  const sorted = queries.toSorted((a, b) => b.right - b.left - (a.right - a.left));
  return (
    <table class="queries">
      <caption>{measure} of every query; click one to see both rankings</caption>
      <thead>
        <tr>
          <th scope="col">query</th>
          <th scope="col">left</th>
          <th scope="col">right</th>
          <th scope="col">difference</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map((query) => {
          const difference = query.right - query.left;
          return (
            <tr key={query.id}>
              <th scope="row">
                <button type="button" class="link" onClick={() => onPick(query)}>
                  <bdi>{query.text}</bdi>
                </button>
              </th>
              <td>{query.left.toFixed(3)}</td>
              <td>{query.right.toFixed(3)}</td>
              <td class={difference > 0 ? 'rose' : difference < 0 ? 'fell' : ''}>
                {difference > 0 ? '+' : difference < 0 ? '−' : ''}
                {Math.abs(difference).toFixed(3)}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
