import type { DecisionLog } from '../../ports/decision-log.ts';
import type { RequestedBy } from '../../ports/job-detail.ts';
import { type PointerStanding, readPointerStanding } from './lineage.ts';
import { contended, MAX_MOVES, type MovePointerPorts } from './move-pointer.ts';
import { keepWeights } from './weights-expiry.ts';

export interface SetHeadPorts extends MovePointerPorts {
  readonly decisions: DecisionLog;
}

/** Where `head` is now, and the version that it named before. */
export type HeadChange = PointerStanding & { readonly from: string | null };

/**
 * Sets `head` to a saved version, whichever it names: steps and runs continue from there. So steps that went wrong are
 * undone. A step that is taken at the same time starts again from the version; a run with later data moves `head` as before.
 * `live` stays where it is.
 * @throws UseCaseError `model-not-found`, also if its weights have expired; StoreError `unavailable` if steps move `head`
 *   during each of 20 tries
 */
export async function setHead(
  ports: SetHeadPorts,
  version: string,
  { by, why }: Required<RequestedBy>,
): Promise<HeadChange> {
  await keepWeights(ports, version);
  const at = ports.clock.now().toISOString();
  for (let n = 0; n < MAX_MOVES; n++) {
    const from = (await ports.pointers.read('head'))?.version;
    // Before the move: a move that nobody explains would be worse than an explanation of none.
    if (from !== version)
      await ports.decisions.record({ version, at, decision: 'head-set', by, why, figures: { from: from ?? null } });
    if (from === version || (await ports.pointers.move('head', { from, to: version, at })) !== 'conflict')
      return { ...(await readPointerStanding(ports, version)), from: from ?? null };
  }
  throw contended('head');
}
