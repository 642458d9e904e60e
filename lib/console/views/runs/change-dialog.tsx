import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { config } from '../../api/session.ts';
import type { UsedAction } from '../../api/use-request.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorNote } from '../../parts/notes.tsx';

/** Who asks for a change, and why, as the API takes it. */
export interface Asked {
  readonly by?: string;
  readonly why?: string;
}

/** The API takes so many characters. */
const MAX_WHY = 1000;
const MAX_BY = 256;

/** The reader's name, kept while the page is open. Only asked for if the service does not know its callers. */
const name = signal('');

interface ChangeDialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** What will happen, and the fields of the change. */
  readonly children: ComponentChildren;
  /** The text of the button that does it. */
  readonly confirm: string;
  /** Whether the API wants a reason. */
  readonly needsReason: boolean;
  /** What stands in the way of doing it, besides the reason. */
  readonly isBlocked?: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: only its state is used, which is the same for all.
  readonly action: UsedAction<any, unknown>;
  readonly onConfirm: (asked: Asked) => void;
}

/** Asks whether a change shall be made, and for what reason. Errors are shown inside, so that nothing typed is lost. */
export function ChangeDialog(props: ChangeDialogProps) {
  const { title, isOpen, onClose, children, confirm, needsReason, isBlocked = false, action, onConfirm } = props;
  const [why, setWhy] = useState('');
  useEffect(() => {
    if (!isOpen) action.reset();
  }, [isOpen]);
  const reason = why.trim();
  const isComplete = !isBlocked && (!needsReason || reason !== '');
  const submit = (event: Event) => {
    event.preventDefault();
    const by = name.value.trim();
    onConfirm({ ...(by !== '' && { by }), ...(reason !== '' && { why: reason }) });
  };
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        {children}
        <TextField
          label={needsReason ? 'Reason' : 'Reason (if you like)'}
          hint="It is stored, and others read it here."
          value={why}
          max={MAX_WHY}
          isRequired={needsReason}
          onChange={setWhy}
        />
        {config.authorization === 'none' && (
          <TextField
            label="Your name (if you like)"
            hint="This service does not know its callers."
            value={name.value}
            max={MAX_BY}
            onChange={(text) => (name.value = text)}
          />
        )}
        {action.error !== undefined && <ErrorNote error={action.error} />}
        <div class="runs-buttons">
          <Button type="submit" look="primary" disabled={!isComplete || action.isRunning}>
            {action.isRunning ? 'Sending …' : confirm}
          </Button>
          <Button onClick={onClose}>Do nothing</Button>
        </div>
      </form>
    </Dialog>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly max: number;
  readonly isRequired?: boolean;
  readonly onChange: (text: string) => void;
}

/** One line of text with its label and a hint. */
export function TextField({ label, hint, value, max, isRequired = false, onChange }: TextFieldProps) {
  const hintId = useId();
  return (
    <label class="field">
      <span class="field-label">{label}</span>
      <input
        class="input"
        value={value}
        maxLength={max}
        required={isRequired}
        aria-describedby={hintId}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <span id={hintId} class="field-hint">
        {hint}
      </span>
    </label>
  );
}
