import { useEffect, useRef, useState } from 'preact/hooks';
import type { KindredClient } from '../../../client/client.ts';
import { noteLiveMove } from '../../api/live-moves.ts';
import { usePolling } from '../../api/use-polling.ts';
import { type UsedRequest, useRequest } from '../../api/use-request.ts';
import { type RunHistory, RunList } from './run-list.tsx';
import { type AnyRun, isRunning } from './run-words.ts';
import { readHistory } from './version-history.ts';
import { Versions } from './versions.tsx';

/** Runs of a page. */
const PAGE_SIZE = 10;
/** Seconds between two readings of the list while a run works. */
const LOOK_SECONDS = 4;

/** The newest runs, in so many pages; read again while one of them works. */
export function useRuns(pages: number): UsedRequest<RunHistory> {
  const request = useRequest(`runs ${pages}`, (api, signal) => readRuns(api, pages, signal));
  usePolling(request, request.value?.runs.some(isRunning) ?? false, LOOK_SECONDS);
  return request;
}

async function readRuns(api: KindredClient, pages: number, signal: AbortSignal): Promise<RunHistory> {
  const { data, nextCursor } = await api.listTrainingRuns({ limit: PAGE_SIZE * pages }, { signal });
  return { runs: data, hasMore: nextCursor !== null };
}

interface OverviewProps {
  readonly runs: UsedRequest<RunHistory>;
  readonly onMoreRuns: () => void;
  readonly onStarted: (run: AnyRun, said: string) => void;
  readonly onRolledBack: (said: string) => void;
}

/** All runs, and all versions with the pointers. The versions are read again when a run ends. */
export function Overview({ runs, onMoreRuns, onStarted, onRolledBack }: OverviewProps) {
  const [pages, setPages] = useState(1);
  const versions = useRequest(`versions ${pages}`, (api, signal) => readHistory(api, pages, signal));
  const states = runs.value?.runs.map(({ id, state }) => `${id} ${state}`).join();
  const before = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (before.current !== undefined && states !== before.current) {
      versions.retry();
      noteLiveMove();
    }
    before.current = states;
  }, [states]);
  const rolledBack = (said: string) => {
    onRolledBack(said);
    noteLiveMove();
    versions.retry();
    runs.retry();
  };
  return (
    <div class="runs-columns">
      <RunList history={runs} onMore={onMoreRuns} />
      {/* Below the runs on a phone: only there once their place is known, so that nothing moves. */}
      {(runs.value !== undefined || runs.error !== undefined) && (
        <Versions
          history={versions}
          onMore={() => setPages(pages + 1)}
          onStarted={onStarted}
          onRolledBack={rolledBack}
        />
      )}
    </div>
  );
}
