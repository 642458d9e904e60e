import { useEffect, useState } from 'preact/hooks';
import { isProblem } from '../../../client/errors.ts';
import type { TrainingRun } from '../../../client/generated/schemas.ts';
import { useEndOfRun } from '../../api/live-moves.ts';
import { usePolling } from '../../api/use-polling.ts';
import { useRequest } from '../../api/use-request.ts';
import { formatTime } from '../../common/format.ts';
import { hrefOf } from '../../common/route.ts';
import { Badge } from '../../parts/badge.tsx';
import { EmptyNote, ErrorNote } from '../../parts/notes.tsx';
import { Loading, Skeleton } from '../../parts/skeleton.tsx';
import { Curves } from './curves.tsx';
import { GateSection } from './gate-section.tsx';
import { Phases } from './progress.tsx';
import { RunActions } from './run-actions.tsx';
import { RunDecisions, RunEnd, RunFacts } from './run-facts.tsx';
import { isRunning, outcomeOf, titleOfRun } from './run-words.ts';
import { TuningSection } from './tuning-section.tsx';
import { readWatched, watchedVersion } from './watchdog.ts';
import { WatchdogSection, WatchdogSkeleton } from './watchdog-section.tsx';
import './run-page.css';

/** Seconds between two readings of a run that works. */
const LOOK_SECONDS = 2;

interface RunPageProps {
  readonly id: string;
  /** Called with what was done, in a sentence. */
  readonly onSaid: (said: string) => void;
}

/** One run: what it does or did, its curves, the gate, what it tuned, the watchdog, its cost and its decisions. */
export function RunPage({ id, onSaid }: RunPageProps) {
  const request = useRequest(`run ${id}`, (api, signal) => api.getTrainingRun({ id }, { signal }));
  const { value: run, error, retry } = request;
  usePolling(request, run !== undefined && isRunning(run), LOOK_SECONDS);
  useEndOfRun(run);
  const done = (said: string) => {
    onSaid(said);
    retry();
  };
  if (isProblem(error, 'training-run-not-found')) return <NoSuchRun id={id} />;
  return (
    <>
      {error !== undefined && <ErrorNote error={error} onRetry={retry} />}
      {run === undefined ? error === undefined && <RunSkeleton /> : <RunReport run={run} onDone={done} />}
    </>
  );
}

function RunReport({ run, onDone }: { readonly run: TrainingRun; readonly onDone: (said: string) => void }) {
  const version = watchedVersion(run);
  const model = useRequest(version && `version ${version}`, (api, signal) =>
    api.getModel({ version: version! }, { signal }),
  );
  const watched = model.value && readWatched(model.value);
  return (
    <>
      <section class="panel runs-section" aria-labelledby="runs-state">
        <div class="runs-section-head">
          <h2 id="runs-state">{titleOfRun(run)}</h2>
          <Badge tone={outcomeOf(run).tone}>{outcomeOf(run).text}</Badge>
          <RunActions run={run} onDone={onDone} />
        </div>
        <Phases run={run} />
        <RunEnd run={run} />
        <RunFacts run={run} now={useNow(isRunning(run))} />
      </section>
      <Curves run={run} chanceLoss={watched?.chanceLoss} />
      <GateSection run={run} />
      {model.error !== undefined && <ErrorNote error={model.error} onRetry={model.retry} />}
      {version !== undefined && model.value === undefined && model.error === undefined && <WatchdogSkeleton />}
      {model.value && <TuningSection report={model.value.report} />}
      {watched && <WatchdogSection watched={watched} />}
      <RunDecisions run={run} />
      <p class="meta">Last change: {formatTime(run.updatedAt)}</p>
    </>
  );
}

/** The time now, in milliseconds; each second again while that is wanted. */
function useNow(isTicking: boolean): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (!isTicking) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [isTicking]);
  return now;
}

function NoSuchRun({ id }: { readonly id: string }) {
  return (
    <EmptyNote icon="runs" title="There is no such run" actions={<a href={hrefOf('runs')}>All runs</a>}>
      The service knows no run {id}. Check the address.
    </EmptyNote>
  );
}

function RunSkeleton() {
  return (
    <div class="panel runs-section">
      <Loading what="the run" />
      <Skeleton width="40%" height="1.5rem" />
      <Skeleton height="4rem" />
      <Skeleton height="8rem" />
    </div>
  );
}
