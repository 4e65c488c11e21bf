import type { JSX } from 'preact';
import type { About } from '../../api/types.js';
import { partsOf, pipelineOf, stageNamed } from '../pipeline/parts.js';
import type { Side } from '../state/page-state.js';
import { BuilderParts } from './builder-parts.js';
import { Choice } from './choice.js';
import { PipelineText } from './pipeline-text.js';

interface BuilderProps {
  readonly side: Side;
  readonly pipeline: string;
  readonly about: About;
  readonly wrong: boolean;
  readonly onChange: (pipeline: string) => void;
}

/** How a side searches. Its recipe, its parts and its text are three views of one pipeline. */
export function Builder({ side, pipeline, about, wrong, onChange }: BuilderProps): JSX.Element {
  const parts = partsOf(pipeline, about);
  const recipes = about.presets.map(({ name, pipeline: value }) => [value, name] as const);
  const known = about.presets.some((preset) => preset.pipeline === pipeline);
  const words = new Set(pipeline.match(/[A-Za-z]\w*/g));
  return (
    <div class="side-build">
      <div class="side-head">
        <h2>{side === 'left' ? 'Left' : 'Right'}</h2>
        <Choice
          label="Recipe"
          value={known ? pipeline : ''}
          choices={known ? recipes : [['', 'your own'], ...recipes]}
          onChoose={(recipe) => recipe !== '' && onChange(recipe)}
        />
      </div>
      {parts && <BuilderParts parts={parts} about={about} onChange={(next) => onChange(pipelineOf(next))} />}
      {!parts && <p class="hint">The parts of this pipeline are not laid out here: change its text.</p>}
      <details open={!parts || wrong}>
        <summary>As text, and what the words mean</summary>
        <PipelineText side={side} pipeline={pipeline} wrong={wrong} onChange={onChange} />
        <dl class="hint">
          {[...words].map((word) => {
            const says = stageNamed(word, about)?.says;
            return (
              says && (
                <div key={word}>
                  <dt>{word}</dt>
                  <dd>{says}</dd>
                </div>
              )
            );
          })}
        </dl>
      </details>
    </div>
  );
}
