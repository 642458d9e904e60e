import type { Clock } from '../../ports/clock.ts';
import { type LineagePorts, type PointerStanding, pointerStanding } from './lineage.ts';

export interface Health extends PointerStanding {
  readonly status: 'ok';
  /** RFC 3339, UTC. */
  readonly time: string;
}

/** Whether the registry can be read, what is live, and how far `head` is ahead of it. @throws what the registry throws */
export async function readHealth({ clock, ...ports }: LineagePorts & { readonly clock: Clock }): Promise<Health> {
  const { live, head, stepsSinceLive } = await pointerStanding(ports);
  return { status: 'ok', live, head, stepsSinceLive, time: clock.now().toISOString() };
}
