import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface ModalProps {
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A dialog above the page; Escape, its button and a click beside it close it. */
export function Modal({ label, onClose, children }: ModalProps): JSX.Element {
  const place = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    place.current?.showModal();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it, which the browser sees to.
    <dialog
      ref={place}
      aria-label={label}
      onClose={onClose}
      onClick={({ target }) => {
        if (target === place.current) onClose();
      }}
    >
      <div class="modal">
        <button type="button" class="close" aria-label="Close" onClick={onClose}>
          ×
        </button>
        {children}
      </div>
    </dialog>
  );
}
