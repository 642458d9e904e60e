import { type Announcement, announceVersion } from './announce-version.ts';
import { isOlderThanLive } from './promote-version.ts';
import { decidePromotion, type PublishRound, type PublishRun } from './publish-steps.ts';

/**
 * Gives way to the other version, then announces this one again. The wait is as long as this version took since its own
 * announcement: the other one has as much to do and goes live meanwhile. Without the wait two runs could supersede each other
 * for ever.
 * @returns null if a version of later data has gone live meanwhile
 */
export async function announceAgain(
  { ports, steps, job }: PublishRun,
  { version, gatheredAt, suffix }: PublishRound,
  before: Announcement,
): Promise<Announcement | null> {
  const { seconds } = await steps.take(`give way${suffix}`, async () => {
    const milliseconds = ports.clock.now().getTime() - Date.parse(before.at);
    return { seconds: Math.max(1, Math.ceil(milliseconds / 1000)) };
  });
  await steps.durable.wait(`give way${suffix} rest`, seconds);
  const name = `announce${suffix} anew`; // stored name
  return steps.take(name, async () => {
    if (!(await isOlderThanLive(ports, version, gatheredAt))) return announceVersion(ports, version);
    decidePromotion(job, version, 'later-data');
    return null;
  });
}
