import type { JSX } from 'preact';
import type { OpenDocument } from '../state/page-state.js';
import { LongText } from './long-text.js';
import { Modal } from './modal.js';

interface DocumentDialogProps {
  readonly document: OpenDocument;
  readonly onClose: () => void;
}

/** A document to be read, with the notes that the index holds of it. */
export function DocumentDialog({
  document: { id, answer, failure },
  onClose,
}: DocumentDialogProps): JSX.Element {
  const features = Object.entries(answer?.features ?? {});
  return (
    <Modal label={`Document ${id}`} onClose={onClose}>
      <h2>
        <bdi>{id}</bdi>
      </h2>
      {failure && (
        <p role="alert">
          <bdi>{failure.message}</bdi>
        </p>
      )}
      {!answer && !failure && <p>Opening…</p>}
      {answer && <LongText text={answer.text} length={4000} />}
      {features.length > 0 && (
        <dl class="features">
          {features.map(([name, text]) => (
            <div key={name}>
              <dt>
                <bdi>{name}</bdi>
              </dt>
              <dd>
                <LongText text={text} length={400} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Modal>
  );
}
