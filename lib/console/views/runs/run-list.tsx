import type { UsedRequest } from '../../api/use-request.ts';
import { countOf, formatTime } from '../../common/format.ts';
import { hrefOf } from '../../common/route.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { EmptyNote, ErrorNote } from '../../parts/notes.tsx';
import { Loading, Skeleton } from '../../parts/skeleton.tsx';
import { ProgressBar } from './progress.tsx';
import {
  type AnyRun,
  formatDollars,
  formatDuration,
  isRunning,
  outcomeOf,
  progressOf,
  secondsOf,
  startedBy,
  titleOfRun,
} from './run-words.ts';

/** The runs that are known, the newest first. */
export interface RunHistory {
  readonly runs: readonly AnyRun[];
  readonly hasMore: boolean;
}

interface RunListProps {
  readonly history: UsedRequest<RunHistory>;
  readonly onMore: () => void;
}

/** The runs, the newest first, each with what it does or what became of it. */
export function RunList({ history: { value, error, isLoading, retry }, onMore }: RunListProps) {
  return (
    <section class="runs-block" aria-labelledby="runs-list">
      <h2 id="runs-list">Training runs</h2>
      {error !== undefined && <ErrorNote error={error} onRetry={retry} />}
      {value === undefined && error === undefined && <RunListSkeleton />}
      {value?.runs.length === 0 && <NoRuns />}
      {value && value.runs.length > 0 && (
        <>
          <Summary runs={value.runs} />
          <ol class="runs-list">
            {value.runs.map((run) => (
              <RunRow key={run.id} run={run} />
            ))}
          </ol>
          {value.hasMore && (
            <Button disabled={isLoading} onClick={onMore}>
              {isLoading ? 'Loading …' : 'Show older runs'}
            </Button>
          )}
        </>
      )}
    </section>
  );
}

/** What the shown runs have cost together. */
function Summary({ runs }: { readonly runs: readonly AnyRun[] }) {
  const dollars = runs.reduce((sum, { cost }) => sum + (cost?.dollars ?? 0), 0);
  const running = runs.filter(isRunning).length;
  return (
    <p class="meta">
      {countOf(runs.length, 'run')}
      {running > 0 && `, ${running} of them running`}, {formatDollars(dollars)} of computing together at list prices
    </p>
  );
}

function RunRow({ run }: { readonly run: AnyRun }) {
  const { tone, text } = outcomeOf(run);
  return (
    <li class="runs-row">
      <div class="runs-row-text">
        <h3>
          <a href={hrefOf('runs', { run: run.id })}>{titleOfRun(run)}</a>
        </h3>
        <p class="meta">
          <code>{run.id}</code> · {formatTime(run.startedAt)} · {startedBy(run)}
        </p>
        {run.state === 'failed' && run.cause && <p class="runs-cause">{run.cause}</p>}
        {isRunning(run) && <ProgressBar run={run} />}
      </div>
      <div class="runs-row-state">
        <Badge tone={tone}>{text}</Badge>
        <span class="meta">
          {isRunning(run) && progressOf(run) !== undefined ? `${progressOf(run)} · ` : ''}
          {formatDuration(secondsOf(run, Date.now()))}
          {run.cost && ` · ${formatDollars(run.cost.dollars)}`}
        </span>
      </div>
    </li>
  );
}

function NoRuns() {
  return (
    <EmptyNote icon="runs" title="Nothing is trained yet" actions={<a href={hrefOf('data')}>Upload data</a>}>
      Upload a catalog, and what you know of similar products: baskets, sessions, pairs or triplets. An upload of
      training data starts a run by itself. Without training data, start a run on the catalog alone.
    </EmptyNote>
  );
}

function RunListSkeleton() {
  return (
    <>
      <Loading what="the runs" />
      <div class="runs-list">
        {Array.from({ length: 3 }, (_, i) => (
          <div key={i} class="runs-row">
            <div class="runs-row-text">
              <Skeleton width="45%" height="1.25rem" />
              <Skeleton width="70%" />
            </div>
            <Skeleton width="6rem" height="1.5rem" />
          </div>
        ))}
      </div>
    </>
  );
}
