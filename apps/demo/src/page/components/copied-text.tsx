import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';

interface CopiedTextProps {
  readonly label: string;
  readonly text: string;
}

/** A text to be taken along, with a button that copies it. */
export function CopiedText({ label, text }: CopiedTextProps): JSX.Element {
  const [said, say] = useState('');
  const place = useRef<HTMLPreElement>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      say('Copied');
    } catch {
      // Browsers allow it on this machine and over https alone.
      if (place.current !== null) getSelection()?.selectAllChildren(place.current);
      say('Selected: press Ctrl+C');
    }
  };
  return (
    <div class="copied">
      <div class="copied-head">
        <h4>{label}</h4>
        <button type="button" onClick={copy}>
          Copy<span class="unseen"> the {label.toLowerCase()}</span>
        </button>
        <span role="status">{said}</span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label={label}>
        <pre ref={place}>{text}</pre>
      </section>
    </div>
  );
}
