import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RunRequest } from '../../../lambdas/ports/starters.ts';
import { LambdaCompactionStarter } from '../../../lambdas/stores/lambda/compaction-starter.ts';
import { LambdaExportStarter } from '../../../lambdas/stores/lambda/export-starter.ts';
import { LambdaRunStarter } from '../../../lambdas/stores/lambda/run-starter.ts';

const client = new LambdaClient({ region: 'us-east-1' });
const lambda = mockClient(client);
beforeEach(() => lambda.reset());

const request: RunRequest = { kind: 'publish', runId: 'run-1', attempt: 2, version: 'm-1' };

/** The only invocation, with its payload parsed. */
function invocation(): object {
  const [call] = lambda.commandCalls(InvokeCommand);
  const { Payload, ...input } = call!.args[0].input;
  return { ...input, payload: JSON.parse(new TextDecoder().decode(Payload as Uint8Array)) };
}

const failure = (name: string, httpStatusCode = 503) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });

describe('LambdaRunStarter', () => {
  const starter = new LambdaRunStarter(client, 'training:live', 'prod');

  it('starts an execution whose name is the run and its attempt, without waiting for its end', async () => {
    lambda.on(InvokeCommand).resolves({ StatusCode: 202 });
    await starter.start(request);
    expect(invocation()).toEqual({
      FunctionName: 'training:live',
      InvocationType: 'Event',
      DurableExecutionName: 'prod-run-1-2',
      payload: request,
    });
  });

  it('names the executions of other stages differently, and keeps long names apart within 64 characters', async () => {
    lambda.on(InvokeCommand).resolves({ StatusCode: 202 });
    const runId = `run-${'a'.repeat(50)}`;
    const staging = new LambdaRunStarter(client, 'training:live', 'staging');
    for (const attempt of [1, 2, 10]) await staging.start({ ...request, runId, attempt });
    await staging.start(request);
    const names = lambda.commandCalls(InvokeCommand).map(({ args: [{ input }] }) => input.DurableExecutionName!);
    for (const name of names) expect(name).toMatch(/^staging-[A-Za-z0-9_-]{1,56}$/);
    expect(new Set(names).size).toBe(4);
    expect(names[3]).toBe('staging-run-1-2');
  });

  it('accepts that the execution was started before', async () => {
    lambda.on(InvokeCommand).rejects(failure('DurableExecutionAlreadyStartedException', 400));
    await expect(starter.start(request)).resolves.toBeUndefined();
  });

  it('throws any other failure with the run in its message', async () => {
    lambda.on(InvokeCommand).rejects(failure('ServiceException'));
    await expect(starter.start(request)).rejects.toMatchObject({ message: expect.stringContaining('run-1') });
  });
});

describe('LambdaExportStarter', () => {
  const starter = new LambdaExportStarter(client, 'exports:$LATEST', 'prod');

  it('starts an execution whose name is the id of the export', async () => {
    lambda.on(InvokeCommand).resolves({ StatusCode: 202 });
    await starter.start('export-1');
    expect(invocation()).toEqual({
      FunctionName: 'exports:$LATEST',
      InvocationType: 'Event',
      DurableExecutionName: 'prod-export-1',
      payload: { exportId: 'export-1' },
    });
  });

  it('accepts that the export was started before, and throws any other failure', async () => {
    lambda.on(InvokeCommand).rejects(failure('DurableExecutionAlreadyStartedException', 400));
    await expect(starter.start('export-1')).resolves.toBeUndefined();
    lambda.on(InvokeCommand).rejects(failure('ServiceException'));
    await expect(starter.start('export-1')).rejects.toMatchObject({ message: expect.stringContaining('export-1') });
  });
});

describe('LambdaCompactionStarter', () => {
  const starter = new LambdaCompactionStarter(client, 'compact');

  it('invokes the function with the draw, without waiting for its end', async () => {
    lambda.on(InvokeCommand).resolves({ StatusCode: 202 });
    await starter.start(0.25);
    expect(invocation()).toEqual({ FunctionName: 'compact', InvocationType: 'Event', payload: { ask: 0.25 } });
  });

  it('throws when the function cannot be invoked', async () => {
    lambda.on(InvokeCommand).rejects(failure('ServiceException'));
    await expect(starter.start(0.25)).rejects.toMatchObject({ message: expect.stringContaining('a compaction') });
  });
});
