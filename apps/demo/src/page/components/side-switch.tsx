import type { JSX } from 'preact';
import { type Side, sides } from '../state/page-state.js';

interface SideSwitchProps {
  readonly side: Side;
  readonly onShow: (side: Side) => void;
}

/** Chooses the side that a narrow screen shows; a wide one shows both and hides this. */
export function SideSwitch({ side, onShow }: SideSwitchProps): JSX.Element {
  return (
    <fieldset class="side-switch">
      <legend class="unseen">Side shown</legend>
      {sides.map((name) => (
        <button key={name} type="button" aria-pressed={name === side} onClick={() => onShow(name)}>
          {name === 'left' ? 'Left' : 'Right'}
        </button>
      ))}
    </fieldset>
  );
}
