import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { TrainingRun } from '../../client/generated/schemas.ts';

/** How often `live` may have moved since the page was opened: what shows the live version reads it again. */
export const liveMoves = signal(0);

/** Takes note that `live` may have moved: after a rollback, or when a run has ended. */
export function noteLiveMove(): void {
  liveMoves.value += 1;
}

/** Takes note that another version may be live, when a run ends that was seen at work. */
export function useEndOfRun(run: TrainingRun | undefined): void {
  const before = useRef<TrainingRun['state'] | undefined>(undefined);
  useEffect(() => {
    if (before.current === 'running' && run?.state !== 'running') noteLiveMove();
    before.current = run?.state;
  }, [run?.state]);
}
