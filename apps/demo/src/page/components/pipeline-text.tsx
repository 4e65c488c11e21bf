import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Side } from '../state/page-state.js';

interface PipelineTextProps {
  readonly side: Side;
  readonly pipeline: string;
  readonly wrong: boolean;
  readonly onChange: (pipeline: string) => void;
}

/** The pipeline as the command line takes it, for those who want more than the parts offer. */
export function PipelineText({ side, pipeline, wrong, onChange }: PipelineTextProps): JSX.Element {
  const [text, setText] = useState(pipeline);
  useEffect(() => setText(pipeline), [pipeline]);
  const settle = (): void => {
    if (text.trim() !== '' && text !== pipeline) onChange(text);
  };
  return (
    <form
      class="pipeline-text"
      onSubmit={(event) => {
        event.preventDefault();
        settle();
      }}
    >
      <label>
        <span>As text</span>
        <input
          name={`${side}-pipeline`}
          value={text}
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          aria-invalid={wrong}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          onBlur={settle}
        />
      </label>
    </form>
  );
}
