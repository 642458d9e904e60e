import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LambdaCompactionStarter } from '../../../lambdas/stores/lambda/compaction-starter.ts';
import { LambdaRunStarter } from '../../../lambdas/stores/lambda/run-starter.ts';
import { DurableExecutions } from '../../../lib/local/lambda/durable-executions.ts';
import { KILLED, THROTTLED } from '../../../lib/local/lambda/lambda-function.ts';
import type { InvocationOutcome } from '../../../lib/local/lambda/lambda-messages.ts';
import { startLambdaServer } from '../../../lib/local/lambda/lambda-server.ts';
import { LocalLimits } from '../../../lib/local/limits/local-limits.ts';
import { LOCAL_CREDENTIALS } from '../../../lib/local/stack/resources.ts';
import { arnOf, LOCAL_REGION } from '../../../lib/local/template/intrinsic-functions.ts';
import { temporaryFolder } from '../../support/local/local-stack-fixture.ts';

const done: InvocationOutcome = { ok: true, result: '{"state":"succeeded"}' };
const closed: InvocationOutcome = { ok: false, errorType: 'Runtime.Closed', errorMessage: 'the stack is closing' };
const request = { kind: 'train', runId: 'run-1', attempt: 1, trigger: [], config: {} } as const;

describe('DurableExecutions', () => {
  it('starts each name once, and does not resume executions that have ended', async () => {
    const folder = temporaryFolder();
    const invoke = vi.fn(async () => done);
    const executions = new DurableExecutions(folder, invoke);
    for (const name of ['run-1-1', 'run-1-1', 'run-1-2']) executions.start(name, 'run', { a: 1 });
    await vi.waitFor(() => expect(invoke.mock.calls).toHaveLength(2), { timeout: 600_000 });
    await new Promise(setImmediate);
    new DurableExecutions(folder, invoke).resume();
    expect(invoke.mock.calls).toHaveLength(2);
  });

  it('invokes an execution again whose environment was killed by a fault, until it ends', async () => {
    const killed: InvocationOutcome = { ok: false, errorType: KILLED, errorMessage: 'ended by an injected fault' };
    const outcomes = [killed, killed, done];
    const invoke = vi.fn(async () => outcomes.shift()!);
    new DurableExecutions(temporaryFolder(), invoke).start('run-1', 'run', { a: 1 });
    await vi.waitFor(() => expect(invoke.mock.calls).toHaveLength(3), { timeout: 600_000 });
  });

  it('resumes executions at the next start if the stack was closed or killed before their end', async () => {
    const folder = temporaryFolder();
    new DurableExecutions(folder, async () => closed).start('closed-1', 'run', { a: 1 });
    new DurableExecutions(folder, () => new Promise(() => {})).start('killed-1', 'run', { b: 2 });
    await new Promise(setImmediate);
    const invoke = vi.fn(async () => done);
    new DurableExecutions(folder, invoke).resume();
    expect(invoke.mock.calls).toEqual([
      ['run', { a: 1 }],
      ['run', { b: 2 }],
    ]);
  });
});

describe('the local Lambda endpoint', () => {
  let server: Awaited<ReturnType<typeof startLambdaServer>>;
  const invoke = vi.fn(async (name: string): Promise<InvocationOutcome> => {
    return name === 'broken' ? { ok: false, errorType: 'TypeError', errorMessage: 'no' } : done;
  });
  let limits = new LocalLimits();
  const client = async (maxAttempts = 3) => {
    const executions = new DurableExecutions(temporaryFolder(), invoke);
    const kinds = new Map([
      ['run', 'durable'],
      ['plain', 'plain'],
      ['broken', 'plain'],
    ] as const);
    server = await startLambdaServer({ invoke, executions, kindOf: (name) => kinds.get(name as 'run'), limits });
    return new LambdaClient({
      region: LOCAL_REGION,
      credentials: LOCAL_CREDENTIALS,
      endpoint: server.endpoint,
      maxAttempts,
    });
  };

  afterEach(async () => {
    invoke.mockClear();
    await server.close();
  });

  it('starts a durable function once per name for the run starter', async () => {
    const starter = new LambdaRunStarter(await client(), `${arnOf('lambda', 'run')}:$LATEST`, 'dev');
    await starter.start(request);
    await starter.start(request);
    expect(invoke.mock.calls).toEqual([['run', request]]);
  });

  it('returns the result of a plain function, and its error in the form of Lambda', async () => {
    const lambda = await client();
    const answer = await lambda.send(new InvokeCommand({ FunctionName: arnOf('lambda', 'plain'), Payload: '{}' }));
    expect(answer.Payload?.transformToString()).toBe('{"state":"succeeded"}');
    const broken = await lambda.send(new InvokeCommand({ FunctionName: 'broken' }));
    expect(broken).toMatchObject({ FunctionError: 'Unhandled' });
    expect(JSON.parse(broken.Payload!.transformToString())).toEqual({ errorType: 'TypeError', errorMessage: 'no' });
  });

  it('accepts an event for a plain function without waiting for its result', async () => {
    const starter = new LambdaCompactionStarter(await client(), arnOf('lambda', 'plain'));
    await starter.start(7);
    expect(invoke.mock.calls).toEqual([['plain', { ask: 7 }]]);
  });

  it('answers an error for an unknown function, and for a durable one without a name', async () => {
    const lambda = await client();
    await expect(lambda.send(new InvokeCommand({ FunctionName: 'nobody' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(lambda.send(new InvokeCommand({ FunctionName: 'run' }))).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
  });

  it('answers 429 while too many executions run; an event is invoked again until it is accepted', async () => {
    const lambda = await client(1);
    invoke.mockResolvedValueOnce(THROTTLED);
    await expect(lambda.send(new InvokeCommand({ FunctionName: 'plain' }))).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      $metadata: { httpStatusCode: 429 },
    });
    invoke.mockResolvedValueOnce(THROTTLED).mockResolvedValueOnce(THROTTLED);
    await lambda.send(new InvokeCommand({ FunctionName: 'plain', InvocationType: 'Event' }));
    await vi.waitFor(() => expect(invoke.mock.calls).toHaveLength(4), { timeout: 600_000 });
  });

  it('refuses an event above the limit, which is smaller for one that is not awaited', async () => {
    limits = new LocalLimits({ limitValues: { invocationBytes: 100, asyncInvocationBytes: 50 } });
    const lambda = await client();
    const send = (characters: number, more: { InvocationType?: 'Event' } = {}) =>
      lambda.send(new InvokeCommand({ FunctionName: 'plain', Payload: `"${'x'.repeat(characters - 2)}"`, ...more }));
    const refusal = { name: 'RequestTooLargeException', $metadata: { httpStatusCode: 413 } };
    await send(100);
    await expect(send(101)).rejects.toMatchObject(refusal);
    await send(50, { InvocationType: 'Event' });
    await expect(send(51, { InvocationType: 'Event' })).rejects.toMatchObject(refusal);
    expect(limits.counts().met).toEqual({ invocationBytes: 1, asyncInvocationBytes: 1 });
    limits = new LocalLimits();
  });
});
