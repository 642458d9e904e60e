import type { Clock } from '../../ports/clock.ts';
import { type LineagePorts, type PointerStanding, readPointerStanding } from './lineage.ts';

export interface Health extends PointerStanding {
  readonly status: 'ok';
  /** RFC 3339, UTC. */
  readonly time: string;
}

/** Reads the pointers, which also shows that the registry can be read. @throws what the registry throws */
export async function readHealth({ clock, ...ports }: LineagePorts & { readonly clock: Clock }): Promise<Health> {
  const { live, head, stepsSinceLive } = await readPointerStanding(ports);
  return { status: 'ok', live, head, stepsSinceLive, time: clock.now().toISOString() };
}
