import type { JSX } from 'preact';
import type { Failure } from '../state/page-state.js';

interface FailureMessageProps {
  readonly failure: Failure;
  /** The pipeline that was asked for, to point into. */
  readonly pipeline?: string;
  readonly onRetry: () => void;
}

/** What went wrong, where, and what can be done. */
export function FailureMessage({ failure, pipeline, onRetry }: FailureMessageProps): JSX.Element {
  const { kind, message, at } = failure;
  return (
    <div class="failure" role="alert">
      <p>
        {kind === 'pipeline' && 'This pipeline cannot run: '}
        <bdi>{kind === 'pipeline' ? message : message.charAt(0).toUpperCase() + message.slice(1)}</bdi>
      </p>
      {pipeline !== undefined && at !== undefined && (
        <p>
          <code class="pointed">
            {pipeline.slice(0, at)}
            <mark class="wrong">{wrongAt(pipeline, at) || ' '}</mark>
            {pipeline.slice(at + wrongAt(pipeline, at).length)}
          </code>
        </p>
      )}
      {kind === 'server' && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** The word that begins there, or the single character. */
const wrongAt = (pipeline: string, at: number): string => /^(?:\w+|.)/s.exec(pipeline.slice(at))?.[0] ?? '';
