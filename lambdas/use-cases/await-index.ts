import { type ConfirmIndexPorts, lookInIndex } from './confirm-index.ts';
import type { RunSteps } from './run-step.ts';
import type { TrainingJob } from './training-job.ts';
import type { VerifiedVersion } from './verify-version.ts';

/** How long the run rests after each look that has not found everything: a quarter of an hour in all. Nothing is paid meanwhile. */
const WAITS_SECONDS = [5, 10, 20, 40, 80, 160, 300, 300];

/**
 * Looks for a version in the vector index, again and again with longer and longer rests, and puts down as a decision of the run what came of
 * it. A version that is not found in time goes live all the same, and is served by the exact engine.
 * @param name Of the steps.
 */
export async function awaitIndex(
  ports: ConfirmIndexPorts,
  steps: RunSteps,
  job: TrainingJob,
  { version, verified, name }: { version: string; verified: VerifiedVersion; name: string },
): Promise<void> {
  const ids = [...new Set([...verified.spread, ...verified.last])];
  for (let looks = 1; ; looks++) {
    const { isWhole } = await steps.take(`${name} ${looks}`, async () => {
      const look = await lookInIndex(ports, version, ids);
      if (look.isWhole || looks > WAITS_SECONDS.length) {
        job.decide('index', becauseOf(look, looks), { ...look, looks, servedBy: look.isWhole ? 'index' : 'exact' });
      }
      return look;
    });
    const wait = WAITS_SECONDS[looks - 1];
    if (isWhole || wait === undefined) return;
    await steps.durable.rest(`${name} rest ${looks}`, wait);
  }
}

function becauseOf({ isWhole, sampled, found }: { isWhole: boolean; sampled: number; found: number }, looks: number) {
  if (isWhole && sampled === 0) return 'the version was in the vector index already, which serves it';
  if (isWhole) return `all ${sampled} vectors that were looked for are in the vector index, which serves the version`;
  return (
    `${found} of ${sampled} vectors that were looked for are in the vector index after ${looks} looks in a quarter of an hour: ` +
    'the exact engine serves the version; promote it again to look again'
  );
}
