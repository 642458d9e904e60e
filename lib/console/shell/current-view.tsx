import type { FunctionComponent } from 'preact';
import { useEffect, useErrorBoundary, useRef, useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { EmptyNote, ErrorNote } from '../parts/notes.tsx';
import { PageHeader } from '../parts/page-header.tsx';
import { Loading, Skeleton } from '../parts/skeleton.tsx';
import type { View, ViewProps } from '../parts/view.ts';

interface CurrentViewProps extends ViewProps {
  readonly view: View;
}

/** The first view needs no focus: the reader has just opened the page, and begins at its top. */
let isFirst = true;

/** Loads the code of the view and shows it. Then its heading gets the focus, so that it is read out. */
export function CurrentView({ view, query }: CurrentViewProps) {
  const [loaded, setLoaded] = useState<FunctionComponent<ViewProps>>();
  const [hasFailed, setFailed] = useState(false);
  const [fault, forgetFault] = useErrorBoundary();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    view.load().then(
      (module) => setLoaded(() => module.default),
      () => setFailed(true),
    );
  }, [view]);
  useEffect(() => {
    if (!loaded) return;
    if (!isFirst) place.current?.querySelector('h1')?.focus({ preventScroll: true });
    if (!isFirst) scrollTo(0, 0);
    isFirst = false;
  }, [loaded]);
  // What the reader asks for next may be shown.
  useEffect(() => {
    if (fault !== undefined) forgetFault();
  }, [query]);
  if (hasFailed) return <NotLoaded />;
  if (fault !== undefined) return <NotShown title={view.title} fault={fault} onRetry={forgetFault} />;
  const Component = loaded;
  return <div ref={place}>{Component ? <Component query={query} /> : <ViewSkeleton title={view.title} />}</div>;
}

/** A new deployment has other files than those that an open page knows. */
function NotLoaded() {
  return (
    <EmptyNote
      icon="warning"
      title="This view could not be loaded"
      actions={
        <Button icon="retry" look="primary" onClick={() => location.reload()}>
          Reload the page
        </Button>
      }
    >
      The service does not answer, or a new version was deployed since this page was opened.
    </EmptyNote>
  );
}

interface NotShownProps {
  readonly title: string;
  readonly fault: unknown;
  readonly onRetry: () => void;
}

/** The code of the view threw an error: it could not show what it has read, such as a card of another release. */
function NotShown({ title, fault, onRetry }: NotShownProps) {
  return (
    <>
      <PageHeader title={title} lead="This cannot be shown." />
      <ErrorNote error={fault} onRetry={onRetry} />
    </>
  );
}

function ViewSkeleton({ title }: { readonly title: string }) {
  return (
    <div class="page-header">
      <div>
        <h1 tabIndex={-1}>{title}</h1>
        <Skeleton width="min(28rem, 80vw)" height="1.5rem" />
        <Loading what={title} />
      </div>
    </div>
  );
}
