import { withDurableExecution } from '@aws/durable-execution-sdk-js';
import { LocalDurableTestRunner } from '@aws/durable-execution-sdk-js-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DurableSteps, EmbedShardRequest } from '../../../lambdas/ports/durable-steps.ts';
import type { RunRequest } from '../../../lambdas/ports/starters.ts';
import { LambdaDurableSteps } from '../../../lambdas/stores/lambda/durable-steps.ts';
import { colouredThings, tasteBaskets } from '../../support/core/training-factories.ts';
import { JobWorld, tinyRun } from '../../support/worlds/job-world.ts';

beforeAll(() => LocalDurableTestRunner.setupTestEnvironment({ skipTime: true }));
afterAll(() => LocalDurableTestRunner.teardownTestEnvironment());

/** The code of a version of a durable function. */
type Code = (steps: DurableSteps) => Promise<unknown>;

/**
 * A durable function whose alias moves to other code while an execution is in progress. As in Lambda, an execution stays on the version
 * that the alias named at its start; `unpinned` plays a function that is invoked without an alias.
 */
class DeployedFunction {
  /** How often each version was invoked, the first one first. */
  readonly invocations: number[] = [];
  readonly #versions: Code[] = [];
  readonly #isPinned: boolean;
  #pinned: number | undefined;

  constructor(isPinned: boolean) {
    this.#isPinned = isPinned;
  }

  deploy(code: Code): void {
    this.#versions.push(code);
    this.invocations.push(0);
  }

  invoke(steps: DurableSteps): Promise<unknown> {
    const newest = this.#versions.length - 1;
    this.#pinned ??= newest;
    const at = this.#isPinned ? this.#pinned : newest;
    this.invocations[at]! += 1;
    return this.#versions[at]!(steps);
  }

  /** A whole execution, in AWS's own testing runner. */
  execute(embedShard: (request: EmbedShardRequest) => Promise<unknown>) {
    const functions = { embedShard: 'embed-shard', makeMap: 'make-map', concurrentShards: 1 };
    const handlerFunction = withDurableExecution((_event, context) =>
      this.invoke(new LambdaDurableSteps(context, functions)),
    );
    const runner = new LocalDurableTestRunner({ handlerFunction });
    runner.registerFunction('embed-shard', embedShard);
    runner.registerFunction('make-map', async () => null);
    return runner.run({ payload: {} });
  }
}

/** A training run in a new world, with a deployment when the model is trained and no product is embedded yet. */
async function runAcross({ isPinned, next }: { readonly isPinned: boolean; readonly next: (usual: Code) => Code }) {
  const world = new JobWorld();
  await world.ingest(world.upload('catalog/c.jsonl', colouredThings()));
  world.upload('triplets/t.jsonl', tasteBaskets());
  const request: RunRequest = { kind: 'train', runId: 'run-1', trigger: [], config: {}, data: 'all', attempt: 1 };
  const usual: Code = (steps) => world.run(request, world.ports, { config: { ...tinyRun } }, steps);
  const deployed = new DeployedFunction(isPinned);
  deployed.deploy(usual);
  const execution = await deployed.execute(async (shard) => {
    if (deployed.invocations.length === 1) deployed.deploy(next(usual));
    const { results } = await world.steps().embedShards([shard], { tolerated: 0 });
    return results[0];
  });
  return { execution, invocations: deployed.invocations, live: await world.stored.pointers.read('live') };
}

const sameSteps = (usual: Code): Code => {
  return async (steps) => usual(steps);
};
const otherSteps = (usual: Code): Code => {
  return async (steps) => {
    await steps.step('a new step', async () => 'new');
    return usual(steps);
  };
};

describe('a deployment in the middle of a training run', () => {
  it('does not disturb it, even on other code, if that has the same steps: their stored results are taken', async () => {
    const { execution, invocations, live } = await runAcross({ isPinned: false, next: sameSteps });
    expect(execution.getStatus()).toBe('SUCCEEDED');
    expect(invocations).toEqual([1, expect.any(Number)]);
    expect(invocations[1]).toBeGreaterThan(0);
    expect(execution.getResult()).toMatchObject({ modelVersion: live?.version });
  });

  it('leaves it on its version, as the alias pins it, so that other steps of the new code do not meet it', async () => {
    const { execution, invocations, live } = await runAcross({ isPinned: true, next: otherSteps });
    expect(execution.getStatus()).toBe('SUCCEEDED');
    expect(invocations).toEqual([expect.any(Number), 0]);
    expect(execution.getResult()).toMatchObject({ modelVersion: live?.version });
  });

  it('would end it if nothing pinned it and the new code had other steps', async () => {
    const { execution, live } = await runAcross({ isPinned: false, next: otherSteps });
    expect(execution.getError()).toMatchObject({ errorType: 'NonDeterministicExecutionError' });
    expect(live).toBeUndefined();
  });
});
