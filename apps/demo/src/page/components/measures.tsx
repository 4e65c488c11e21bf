import type { JSX } from 'preact';
import { measureSays } from '../compare/measure-says.js';
import type { PageState, Side } from '../state/page-state.js';

/** Measures of a judged query, with what they are above or below the other side's. */
export function Measures({ side, state }: { readonly side: Side; readonly state: PageState }): JSX.Element {
  const own = Object.entries(state[side].answer?.measures ?? {});
  const other = new Map(Object.entries(state[side === 'left' ? 'right' : 'left'].answer?.measures ?? {}));
  return (
    <dl class="measures" title="Measures of this ranking by the collection’s judgements: 1 is best">
      {own.map(([name, value]) => {
        const difference = value - (other.get(name) ?? value);
        const way = difference > 0.0005 ? 'rose' : difference < -0.0005 ? 'fell' : '';
        return (
          <div key={name}>
            <dt title={measureSays(name)}>{name}</dt>
            <dd>
              {value.toFixed(3)}{' '}
              {way !== '' && (
                <span class={way}>
                  {difference > 0 ? '+' : '−'}
                  {Math.abs(difference).toFixed(3)}
                </span>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
