import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Button } from './button.tsx';

interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  /** Called when the reader closes it. */
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A dialog above the page: the browser keeps the focus inside, and Escape closes it. */
export function Dialog({ title, isOpen, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current!;
    if (isOpen && !element.open) element.showModal();
    if (!isOpen && element.open) element.close();
  }, [isOpen]);
  // The browser says later that a dialog was closed: by then it may be open again.
  const whenClosed = () => {
    if (!dialog.current?.open) onClose();
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={titleId} onClose={whenClosed}>
      <div class="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <Button look="quiet" icon="close" isIconOnly onClick={onClose}>
          Close
        </Button>
      </div>
      {isOpen && <div class="dialog-body">{children}</div>}
    </dialog>
  );
}
