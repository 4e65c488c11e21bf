import type { JSX } from 'preact';
import type { About } from '../../api/types.js';
import {
  documentsOf,
  feedbackFor,
  type Parts,
  withDocuments,
  withFeedback,
  withMerge,
  withSearch,
} from '../pipeline/parts.js';
import { Choice } from './choice.js';

interface BuilderPartsProps {
  readonly parts: Parts;
  readonly about: About;
  readonly onChange: (parts: Parts) => void;
}

/** Documents from which feedback may be told to learn. */
const most = 100;

const named = ({ word }: { readonly word: string }) => [word, word] as const;

/** The search, its feedback and what it is merged with, each a choice among what the index can do. */
export function BuilderParts({ parts, about, onChange }: BuilderPartsProps): JSX.Element {
  const { search, feedback, merge } = parts;
  const searches = about.stages.filter(({ does }) => does === 'search').map(named);
  const documents = feedback && documentsOf(feedback, about);
  const usual = about.fusers.find(({ word }) => word === 'rrf') ?? about.fusers[0];
  const method = merge?.method.word ?? usual?.word;
  return (
    <div class="builder">
      <Choice
        label="Search with"
        value={search.word}
        choices={searches}
        onChoose={(word) => onChange(withSearch(parts, word, about))}
      />
      <Choice
        label="Learn with"
        value={feedback?.word ?? ''}
        choices={[['', 'no feedback'], ...feedbackFor(search.word, about).map(named)]}
        onChoose={(word) => onChange(withFeedback(parts, word))}
      />
      {documents !== undefined && (
        <label class="choice">
          <span>from the first</span>
          <input
            type="number"
            min={1}
            max={most}
            value={documents}
            onChange={({ currentTarget: { valueAsNumber: value } }) => {
              if (value >= 1) onChange(withDocuments(parts, Math.min(most, Math.round(value))));
            }}
          />
        </label>
      )}
      {method !== undefined && (
        <Choice
          label="Merge with"
          value={merge?.second.word ?? ''}
          choices={[['', 'nothing'], ...searches]}
          onChoose={(second) => onChange(withMerge(parts, second, method))}
        />
      )}
      {merge && (
        <Choice
          label="by"
          value={merge.method.word}
          choices={about.fusers.map(named)}
          onChoose={(word) => onChange(withMerge(parts, merge.second.word, word))}
        />
      )}
    </div>
  );
}
