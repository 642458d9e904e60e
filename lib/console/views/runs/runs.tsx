import { useState } from 'preact/hooks';
import { goTo } from '../../common/navigate.ts';
import { hrefOf } from '../../common/route.ts';
import { Note } from '../../parts/notes.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { useHeadingFocus } from '../../parts/use-heading-focus.ts';
import type { ViewProps } from '../../parts/view.ts';
import { Overview, useRuns } from './overview.tsx';
import { RunPage } from './run-page.tsx';
import './runs.css';
import { type AnyRun, isRunning } from './run-words.ts';
import { StartRun } from './start-dialog.tsx';

/** What was done, and the page that says so. */
interface Said {
  /** The id of a run; empty for the overview. */
  readonly page: string;
  readonly text: string;
}

/** Follow, start and cancel runs; see why the gate decides as it does; promote versions and roll back. */
export default function Runs({ query }: ViewProps) {
  const id = query.get('run') ?? '';
  const [said, setSaid] = useState<Said>();
  const place = useHeadingFocus(id);
  const started = (run: AnyRun, text = `${run.id} has started.`) => {
    setSaid({ page: run.id, text });
    goTo('runs', { run: run.id });
  };
  return (
    <div ref={place} class="runs">
      {id === '' ? (
        <AllRuns said={said} onSaid={setSaid} onStarted={started} />
      ) : (
        <>
          <PageHeader title={id} lead={<a href={hrefOf('runs')}>All runs and versions</a>} />
          <SaidNote said={said} page={id} />
          <RunPage key={id} id={id} onSaid={(text) => setSaid({ page: id, text })} />
        </>
      )}
    </div>
  );
}

interface AllRunsProps {
  readonly said: Said | undefined;
  readonly onSaid: (said: Said) => void;
  readonly onStarted: (run: AnyRun, said?: string) => void;
}

function AllRuns({ said, onSaid, onStarted }: AllRunsProps) {
  const [pages, setPages] = useState(1);
  const runs = useRuns(pages);
  const last = runs.value?.runs.find((run) => !isRunning(run) && run.kind !== 'publish');
  return (
    <>
      <PageHeader
        title="Runs"
        lead="Follow training as it happens, see what the gate decides and why, and choose which version is live."
        actions={<StartRun last={last} onStarted={onStarted} />}
      />
      <SaidNote said={said} page="" />
      <Overview
        runs={runs}
        onMoreRuns={() => setPages(pages + 1)}
        onStarted={onStarted}
        onRolledBack={(text) => onSaid({ page: '', text })}
      />
    </>
  );
}

/** The result of what was done on the page, which is also read out. */
function SaidNote({ said, page }: { readonly said: Said | undefined; readonly page: string }) {
  return (
    <div aria-live="polite">
      {said?.page === page && (
        <Note look="good">
          <p>{said.text}</p>
        </Note>
      )}
    </div>
  );
}
