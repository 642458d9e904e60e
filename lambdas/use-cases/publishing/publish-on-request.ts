import type { Clock } from '../../ports/clock.ts';
import type { PublishRequest } from '../../ports/run-starter.ts';
import type { RunSteps } from '../runs/run-steps.ts';
import type { RunOutcome, TrainingJob } from '../runs/training-job.ts';
import type { PublishRunPorts } from './promote-with-retries.ts';
import { MAX_COUNTED_PRODUCTS, publishRun } from './publish-run.ts';

/** Publishes a version that somebody asked for. */
export async function publishOnRequest(
  ports: PublishRunPorts & { readonly clock: Clock },
  steps: RunSteps,
  job: TrainingJob,
  { version }: PublishRequest,
): Promise<RunOutcome> {
  const products = await steps.take('count', async () => {
    let count = 0;
    for await (const _ of ports.products.scan()) {
      count += 1;
      if (count === MAX_COUNTED_PRODUCTS) break;
    }
    return count;
  });
  const outcome = await publishRun(ports, steps, job, { version, gatheredAt: 'override', products });
  const looked = outcome.embedded + outcome.notEmbeddable;
  await steps.durable.step('finish', () => job.finish('succeeded', { phase: 'done', products: looked, ...outcome }));
  return { state: 'succeeded', modelVersion: version, promoted: outcome.promoted };
}
