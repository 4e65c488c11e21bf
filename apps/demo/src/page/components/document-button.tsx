import type { JSX } from 'preact';

interface DocumentButtonProps {
  readonly id: string;
  readonly onOpen: (id: string) => void;
}

/** A document's id; clicking it opens the document. */
export function DocumentButton({ id, onOpen }: DocumentButtonProps): JSX.Element {
  return (
    <button type="button" class="link" onClick={() => onOpen(id)}>
      <bdi>{id}</bdi>
    </button>
  );
}
