import { signal } from '@preact/signals';

/** How often `live` may have moved since the page was opened: what shows the live version reads it again. */
export const liveMoves = signal(0);

/** Takes note that `live` may have moved: after a rollback, or when a run has ended. */
export function noteLiveMove(): void {
  liveMoves.value += 1;
}
