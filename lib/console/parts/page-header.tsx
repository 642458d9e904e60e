import type { ComponentChildren } from 'preact';

interface PageHeaderProps {
  readonly title: string;
  /** One or two sentences: what the reader can do here. */
  readonly lead: ComponentChildren;
  /** Buttons or links at the right. */
  readonly actions?: ComponentChildren;
}

/** The head of a view. Its heading gets the focus when the reader comes to the view. */
export function PageHeader({ title, lead, actions }: PageHeaderProps) {
  return (
    <header class="page-header">
      <div>
        <h1 tabIndex={-1}>{title}</h1>
        <p>{lead}</p>
      </div>
      {actions}
    </header>
  );
}
