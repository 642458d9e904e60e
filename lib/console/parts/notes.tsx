import type { ComponentChildren } from 'preact';
import { explainError } from '../api/explain-error.ts';
import { config, isAskingForCredentials, isUnauthorized } from '../api/session.ts';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';

interface ErrorNoteProps {
  /** What the client has thrown. */
  readonly error: unknown;
  /** Sends the request again. */
  readonly onRetry?: (() => void) | undefined;
}

/** Says what went wrong, where, and what to do, with a way to try again where that may help. */
export function ErrorNote({ error, onRetry }: ErrorNoteProps) {
  const { title, detail, cure, places, mayRetry, isWaiting, code } = explainError(error);
  const needsCredentials = isUnauthorized(error) && config.authorization !== 'none';
  return (
    <div class={`note note-${isWaiting ? 'notice' : 'danger'}`} role="alert">
      <Icon name={isWaiting ? 'info' : 'warning'} size={22} />
      <div class="note-text">
        <h3>{title}</h3>
        <p>{detail}</p>
        {places.length > 0 && (
          <ul class="note-places">
            {places.map((place) => (
              <li key={place}>{place}</li>
            ))}
          </ul>
        )}
        <p>{cure}</p>
        {code && <p class="note-code">{code}</p>}
        <div class="note-actions">
          {needsCredentials && (
            <Button icon="key" onClick={() => (isAskingForCredentials.value = true)}>
              Enter credentials
            </Button>
          )}
          {mayRetry && onRetry && (
            <Button icon="retry" onClick={onRetry}>
              Try again
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}

interface EmptyNoteProps {
  readonly icon: IconName;
  /** What is not there, in a few words. */
  readonly title: string;
  /** Why, and what to do. */
  readonly children: ComponentChildren;
  /** Buttons or links. */
  readonly actions?: ComponentChildren;
}

/** Stands where there is nothing to show, and says what would be there and how it gets there. */
export function EmptyNote({ icon, title, children, actions }: EmptyNoteProps) {
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon name={icon} size={28} />
      </span>
      <h2>{title}</h2>
      <p>{children}</p>
      {actions && <div class="note-actions">{actions}</div>}
    </div>
  );
}

/** Something the reader should know, but need not act on. */
export function Note({
  children,
  look = 'notice',
}: {
  readonly children: ComponentChildren;
  readonly look?: 'notice' | 'good';
}) {
  return (
    <div class={`note note-${look}`} role="status">
      <Icon name={look === 'good' ? 'check' : 'info'} size={20} />
      <div class="note-text">{children}</div>
    </div>
  );
}
