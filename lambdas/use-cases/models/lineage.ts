import type { Lineage, ModelPointers, ModelRecord, ModelRegistry, PointerName } from '../../ports/model-registry.ts';

export interface LineagePorts {
  readonly registry: Pick<ModelRegistry, 'get'>;
  readonly pointers: Pick<ModelPointers, 'read'>;
}

/** Where the two pointers stand, and how far apart. */
export interface PointerStanding {
  readonly head: string | null;
  readonly live: string | null;
  /**
   * Accepted steps that `head` is ahead of `live`; 0 where they are one version. Null where steps do not lead from one to the
   * other: a training run began anew meanwhile, `live` was rolled back beyond it, or one of them is missing.
   */
  readonly stepsSinceLive: number | null;
}

/** What a version made by a step from this one comes from. */
export function lineageFrom({ version, lineage }: Pick<ModelRecord, 'version' | 'lineage'>): Lineage {
  const { base, steps } = lineage ?? { base: version, steps: 0 };
  return { base, steps: steps + 1 };
}

/**
 * Reads both pointers and what is known of their versions: four reads at most.
 * @param at The version that `head` was moved to, for whom it matters where it stood then.
 */
export async function pointerStanding(ports: LineagePorts, at?: string): Promise<PointerStanding> {
  const [head, live] = await Promise.all([at ?? versionOf(ports, 'head'), versionOf(ports, 'live')]);
  return { head, live, stepsSinceLive: await stepsBetween(ports.registry, live, head) };
}

async function versionOf({ pointers }: LineagePorts, name: PointerName): Promise<string | null> {
  return (await pointers.read(name))?.version ?? null;
}

async function stepsBetween(
  registry: LineagePorts['registry'],
  from: string | null,
  to: string | null,
): Promise<number | null> {
  if (from === null || to === null) return null;
  if (from === to) return 0;
  const [first, last] = await Promise.all([registry.get(from), registry.get(to)]);
  if (first === undefined || last === undefined) return null;
  const [start, end] = [lineageFrom(first), lineageFrom(last)];
  return start.base === end.base && end.steps > start.steps ? end.steps - start.steps : null;
}
