import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { TrainingRun } from '../../client/generated/schemas.ts';

/** How often `live` may have moved since the page was opened: what shows the live version reads it again. */
export const liveMoves = signal(0);

/** Takes note that `live` may have moved: after a rollback, or when a run has ended. */
export function noteLiveMove(): void {
  liveMoves.value += 1;
}

/** Takes note that another version may be live, when a run has ended: it may have ended before it was first seen. */
export function useEndOfRun(run: TrainingRun | undefined): void {
  const before = useRef<TrainingRun['state'] | undefined>(undefined);
  useEffect(() => {
    const hasEnded = run !== undefined && run.state !== 'running';
    if (hasEnded && before.current !== run.state) noteLiveMove();
    before.current = run?.state;
  }, [run?.state]);
}
