import { withDurableExecution } from '@aws/durable-execution-sdk-js';
import { LocalDurableTestRunner } from '@aws/durable-execution-sdk-js-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DurableSteps, type EmbedShardRequest, FinalError } from '../../../lambdas/ports/durable-steps.ts';
import { StoreError } from '../../../lambdas/ports/store-error.ts';
import { LambdaDurableSteps } from '../../../lambdas/stores/lambda/durable-steps.ts';

beforeAll(() => LocalDurableTestRunner.setupTestEnvironment({ skipTime: true }));
afterAll(() => LocalDurableTestRunner.teardownTestEnvironment());

/** Runs work as a durable execution, in AWS's own testing runner. */
async function executed(
  work: (steps: DurableSteps) => Promise<unknown>,
  embedShard: (request: EmbedShardRequest) => Promise<unknown> = async () => null,
  makeMap: () => Promise<unknown> = async () => null,
) {
  const handler = withDurableExecution((_event, context) =>
    work(new LambdaDurableSteps(context, { embedShard: 'embed-shard', makeMap: 'make-map', concurrentShards: 1 })),
  );
  const runner = new LocalDurableTestRunner({ handlerFunction: handler });
  runner.registerFunction('embed-shard', embedShard);
  runner.registerFunction('make-map', makeMap);
  return runner.run({ payload: {} });
}

const requests = Array.from({ length: 5 }, (_, segment) => ({ modelVersion: 'm-1', segment, segments: 5 }));
const shard = ({ segment }: EmbedShardRequest) => ({ embedded: segment, notEmbeddable: 0, milliseconds: 1 });

describe('LambdaDurableSteps', () => {
  it('does each step once, in however many invocations', async () => {
    const done: string[] = [];
    const execution = await executed(async (steps) => {
      const first = await steps.step('first', async () => done.push('first'));
      await steps.wait('rest');
      await steps.step('nothing', async () => void done.push('nothing'));
      await steps.wait('rest again');
      return first;
    });
    expect(execution.getResult()).toBe(1);
    expect(done).toEqual(['first', 'nothing']);
    expect(execution.getInvocations().length).toBeGreaterThan(1);
  });

  it('waits one second by default, or the given seconds', async () => {
    const execution = await executed(async (steps) => {
      await steps.wait('short');
      await steps.wait('long', 300);
    });
    const waits = execution.getOperations().flatMap((one) => one.getWaitDetails()?.waitSeconds ?? []);
    expect(waits).toEqual([1, 300]);
  });

  it('retries a step that fails', async () => {
    let tries = 0;
    const execution = await executed((steps) =>
      steps.step('flaky', async () => {
        tries += 1;
        if (tries < 3) throw new Error('no answer');
        return 'done';
      }),
    );
    expect(execution.getResult()).toBe('done');
    expect(tries).toBe(3);
  });

  it('fails after four attempts of a step', async () => {
    let tries = 0;
    const execution = await executed((steps) =>
      steps.step('broken', async () => {
        tries += 1;
        throw new Error('no answer');
      }),
    );
    expect(execution.getStatus()).toBe('FAILED');
    expect(tries).toBe(4);
  });

  it('tries a step ten times, over minutes, while a store is not available', async () => {
    let tries = 0;
    const execution = await executed((steps) =>
      steps.step('throttled', async () => {
        tries += 1;
        if (tries < 10) throw new StoreError('unavailable', 'too fast');
        return 'done';
      }),
    );
    expect(execution.getResult()).toBe('done');
  });

  it('does not retry a FinalError, and preserves its code', async () => {
    let tries = 0;
    const execution = await executed(async (steps) => {
      try {
        await steps.step('hopeless', async () => {
          tries += 1;
          throw new FinalError('canceled', 'canceled by ann');
        });
        return 'not thrown';
      } catch (cause) {
        await steps.wait('rest');
        return cause instanceof FinalError ? `${cause.code}: ${cause.message}` : 'of another kind';
      }
    });
    expect(execution.getResult()).toBe('canceled: canceled by ann');
    expect(tries).toBe(1);
  });

  it('invokes a function for each shard and counts the failures', async () => {
    const execution = await executed(
      (steps) => steps.embedShards(requests, { tolerated: 1 }),
      async (request) => {
        if (request.segment === 3) throw new Error('out of memory');
        return shard(request);
      },
    );
    const { results, failed } = execution.getResult() as { results: { embedded: number }[]; failed: number };
    expect(failed).toBe(1);
    expect(results.map(({ embedded }) => embedded).sort()).toEqual([0, 1, 2, 4]);
  });

  it('invokes the function that makes a map, and gives back what it made or why it failed', async () => {
    const made = { method: 'umap', products: 3 };
    const makeMap = (steps: DurableSteps) =>
      steps.makeMap({ modelVersion: 'm-1' }).catch((cause: Error) => `no map: ${cause.message}`);
    const runWith = async (answer: () => Promise<unknown>) => (await executed(makeMap, undefined, answer)).getResult();
    expect(await runWith(async () => made)).toEqual(made);
    expect(await runWith(async () => null)).toBeNull();
    expect(await runWith(async () => Promise.reject(new Error('out of memory')))).toMatch(/^no map: .*out of memory/);
  });

  it('embeds as many shards at once as the deployment allows', async () => {
    let [open, most] = [0, 0];
    const embed = async (request: EmbedShardRequest) => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 1));
      open -= 1;
      return shard(request);
    };
    await executed((steps) => steps.embedShards(requests, { tolerated: 1 }), embed);
    expect(most).toBe(1);
  });

  it('starts no further shard after more failures than tolerated, and continues the run', async () => {
    const execution = await executed(
      (steps) => steps.embedShards(requests, { tolerated: 1 }),
      async () => Promise.reject(new Error('out of memory')),
    );
    expect(execution.getStatus()).toBe('SUCCEEDED');
    expect(execution.getResult()).toEqual({ results: [], failed: 2 });
  });
});
