import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

interface LongTextProps {
  readonly text: string;
  /** Characters shown at first. */
  readonly length: number;
}

/** A text in its own direction, cut where it is long, with a button that shows all of it. */
export function LongText({ text, length }: LongTextProps): JSX.Element {
  const [whole, setWhole] = useState(false);
  const cut = !whole && text.length > length;
  return (
    <div class="long-text">
      <p dir="auto">{cut ? `${text.slice(0, length)}…` : text}</p>
      {cut && (
        <button type="button" class="link" onClick={() => setWhole(true)}>
          Show all {text.length.toLocaleString('en')} characters
        </button>
      )}
    </div>
  );
}
