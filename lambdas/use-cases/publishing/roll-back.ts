import type { Job } from '../../ports/job-store.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import { type ChangeLivePorts, type ChangeReason, startPublication } from './request-promotion.ts';

/**
 * Moves `live` from a version back to the one that was live before, in one conditional write: readers see one or the other.
 * A run that starts at once embeds what was written since the earlier version was live.
 * @param from The version that is live; nothing happens if another one is.
 * @returns the version that is live now, and the job of the run
 * @throws UseCaseError `not-live`, `nothing-to-roll-back-to`
 */
export async function rollBack(
  ports: ChangeLivePorts,
  from: string,
  { by, why }: ChangeReason,
): Promise<{ readonly live: string; readonly job: Job }> {
  const { pointers, clock, decisions } = ports;
  const notLive = () => new UseCaseError('not-live', `version ${from} is not live`);
  const [live, previous] = await Promise.all([pointers.read('live'), pointers.read('previous')]);
  if (live?.version !== from) throw notLive();
  const to = previous?.version;
  if (to === undefined || to === from) {
    throw new UseCaseError('nothing-to-roll-back-to', `no version was live before ${from}`);
  }
  const at = clock.now().toISOString();
  if ((await pointers.move('live', { from, to, at })) !== 'moved') throw notLive();
  await pointers.move('previous', { from: to, to: from, at });
  await decisions.record({ version: to, at, decision: 'rolled-back', by, why, figures: { from } });
  return { live: to, job: await startPublication(ports, to, at, { by, why }) };
}
