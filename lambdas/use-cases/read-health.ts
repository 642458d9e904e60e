import type { Clock } from '../ports/clock.ts';
import type { ModelPointers } from '../ports/model-registry.ts';

export interface Health {
  readonly status: 'ok';
  /** The version that the pointer names. */
  readonly live: string | null;
  readonly head: string | null;
  /** RFC 3339, UTC. */
  readonly time: string;
}

/** Whether the registry can be read, and what is live. @throws what the registry throws */
export async function readHealth({ pointers, clock }: { pointers: ModelPointers; clock: Clock }): Promise<Health> {
  const [live, head] = await Promise.all([pointers.read('live'), pointers.read('head')]);
  return {
    status: 'ok',
    live: live?.version ?? null,
    head: head?.version ?? null,
    time: clock.now().toISOString(),
  };
}
