import type { ModelPointers, PointerName } from '../../ports/model-pointers.ts';
import type { Lineage, ModelRecord, ModelRegistry } from '../../ports/model-registry.ts';

export interface LineagePorts {
  readonly registry: Pick<ModelRegistry, 'get'>;
  readonly pointers: Pick<ModelPointers, 'read'>;
}

/** The versions of the two pointers, and how far `head` is ahead. */
export interface PointerStanding {
  readonly head: string | null;
  readonly live: string | null;
  /**
   * Online steps from `live` to `head`; 0 if they are the same version. Null if steps do not lead from one to the
   * other: a training run started from new weights meanwhile, `live` was rolled back to a version before that run, or a
   * pointer or record is missing.
   */
  readonly stepsSinceLive: number | null;
}

/** The lineage of a version that an online step makes from this one. */
export function nextLineage({ version, lineage }: Pick<ModelRecord, 'version' | 'lineage'>): Lineage {
  const { base, steps } = lineage ?? { base: version, steps: 0 };
  return { base, steps: steps + 1 };
}

/**
 * Reads both pointers and the records of their versions: at most four reads.
 * @param at The version to use as `head`, for the answer to a step that moved `head` there. @default what `head` names
 *   now
 */
export async function readPointerStanding(ports: LineagePorts, at?: string): Promise<PointerStanding> {
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
  const [start, end] = [nextLineage(first), nextLineage(last)];
  return start.base === end.base && end.steps > start.steps ? end.steps - start.steps : null;
}
