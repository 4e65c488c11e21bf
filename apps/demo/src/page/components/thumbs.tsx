import type { JSX } from 'preact';

interface ThumbsProps {
  readonly title: string;
  readonly mark: number | undefined;
  readonly onJudge: (grade: 0 | 1) => void;
}

const thumb =
  'M2 8h3v8H2zM6.5 8 9.6 2.2c1.3-.5 2.5.5 2.3 1.9L11.5 7h3.7c1.1 0 1.9 1 1.7 2.1l-1.1 5.4c-.2.9-.9 1.5-1.8 1.5H6.5z';

/** Two buttons: this is what I look for, this is not. */
export function Thumbs({ title, mark, onJudge }: ThumbsProps): JSX.Element {
  return (
    <span class="thumbs">
      {([1, 0] as const).map((grade) => (
        <button
          key={grade}
          type="button"
          class={grade === 1 ? 'up' : 'down'}
          aria-pressed={mark !== undefined && mark > 0 === (grade === 1)}
          aria-label={`${grade === 1 ? 'Good result' : 'Bad result'}: ${title.slice(0, 80)}`}
          title={grade === 1 ? 'A good result (u)' : 'A bad result (d)'}
          onClick={() => onJudge(grade)}
        >
          <svg viewBox="0 0 18 18" width="16" height="16" aria-hidden="true">
            <path d={thumb} {...(grade === 0 && { transform: 'rotate(180 9 9)' })} />
          </svg>
        </button>
      ))}
    </span>
  );
}
