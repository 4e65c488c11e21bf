import type { JSX } from 'preact';
import { Modal } from './modal.js';

const keys: readonly (readonly [keys: string, does: string])[] = [
  ['/', 'go to the query box'],
  ['j or ↓', 'next result'],
  ['k or ↑', 'previous result'],
  ['h or ←', 'the same place on the left side'],
  ['l or →', 'the same place on the right side'],
  ['u', 'good result'],
  ['d', 'bad result'],
  ['Enter', 'read the result'],
  ['f', 'learn from what you marked'],
  ['z', 'undo a round of feedback'],
  ['?', 'these keys'],
];

export function KeysDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  return (
    <Modal label="Keys" onClose={onClose}>
      <h2>Keys</h2>
      <dl class="keys">
        {keys.map(([name, does]) => (
          <div key={name}>
            <dt>
              <kbd>{name}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
