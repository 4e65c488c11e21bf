import type { JSX } from 'preact';
import type { FeedbackAnswer } from '../../api/types.js';
import { describeFeedback } from '../compare/describe-feedback.js';
import type { Side, SideState } from '../state/page-state.js';
import { CopiedText } from './copied-text.js';
import { DocumentButton } from './document-button.js';
import { Phrases } from './phrases.js';
import { TermsExplained } from './terms-explained.js';
import { TextExplained } from './text-explained.js';
import { TokensExplained } from './tokens-explained.js';
import { Trace } from './trace.js';
import { VectorExplained } from './vector-explained.js';

interface ExplanationProps {
  readonly side: Side;
  readonly state: SideState;
  readonly onOpen: (id: string) => void;
}

/** What feedback did on one side, how long each step took, and how to run the same without this page. */
export function Explanation({ side, state, onOpen }: ExplanationProps): JSX.Element | null {
  const { answer, learntFrom = [] } = state;
  if (answer === undefined) return null;
  const sentences = describeFeedback(answer.feedback, learntFrom.length > 0);
  return (
    <section
      class="explanation"
      id={`${side}-explained`}
      tabIndex={-1}
      aria-label={`What feedback did on the ${side}`}
    >
      <h3>What feedback did</h3>
      {answer.feedback.length === 0 && (
        <p class="hint">Nothing: this side searched once, with the words as they were typed.</p>
      )}
      {answer.feedback.map((feedback, i) => (
        <div class="stage-learnt" key={`${feedback.stage} ${i}`}>
          <p>
            <Phrases phrases={sentences[i] ?? []} />
          </p>
          <Explained feedback={feedback} onOpen={onOpen} />
          <LearntFrom feedback={feedback} onOpen={onOpen} />
        </div>
      ))}
      <Trace answer={answer} />
      <details class="take-along">
        <summary>Run this without the page</summary>
        {answer.command === undefined ? (
          <p class="hint">No command takes judgements given by hand: the program has them.</p>
        ) : (
          <CopiedText label="Command" text={answer.command} />
        )}
        <CopiedText label="Program" text={answer.program} />
      </details>
    </section>
  );
}

interface ExplainedProps {
  readonly feedback: FeedbackAnswer;
  readonly onOpen: (id: string) => void;
}

function Explained({ feedback, onOpen }: ExplainedProps): JSX.Element {
  switch (feedback.kind) {
    case 'terms':
      return <TermsExplained feedback={feedback} />;
    case 'vector':
      return <VectorExplained feedback={feedback} />;
    case 'tokens':
      return <TokensExplained feedback={feedback} onOpen={onOpen} />;
    case 'text':
      return <TextExplained feedback={feedback} onOpen={onOpen} />;
  }
}

function LearntFrom({
  feedback: { positive, negative, heedsNegative },
  onOpen,
}: ExplainedProps): JSX.Element {
  return (
    <details>
      <summary>The documents it learnt from</summary>
      <ul class="documents">
        {positive.map(({ id }) => (
          <li key={id}>
            <DocumentButton id={id} onOpen={onOpen} />
          </li>
        ))}
        {negative.map((id) => (
          <li key={id}>
            <DocumentButton id={id} onOpen={onOpen} />{' '}
            {heedsNegative ? 'as a bad example' : 'rejected, which changed nothing'}
          </li>
        ))}
      </ul>
    </details>
  );
}
