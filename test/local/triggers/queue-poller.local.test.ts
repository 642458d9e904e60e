import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LambdaFunction, THROTTLED } from '../../../lib/local/lambda/lambda-function.ts';
import type { InvocationOutcome } from '../../../lib/local/lambda/lambda-messages.ts';
import { LocalLimits } from '../../../lib/local/limits/local-limits.ts';
import { arnOf } from '../../../lib/local/template/intrinsic-functions.ts';
import type { EventSourceModel } from '../../../lib/local/template/stack-model.ts';
import { QueuePoller } from '../../../lib/local/triggers/queue-poller.ts';
import { objectServerForTests } from '../../support/local/local-servers.ts';

let server: Awaited<ReturnType<typeof objectServerForTests>>;
beforeAll(async () => {
  server = await objectServerForTests();
});
afterAll(() => server.close());

type Handler = (bodies: readonly string[], event: SQSEvent) => InvocationOutcome;
const succeeded: InvocationOutcome = { ok: true, result: 'null' };

/** A queue with messages, and a poller that gives them to the handler until `stop`. */
async function poll(
  queueName: string,
  messages: readonly string[],
  handler: Handler,
  batch: Partial<EventSourceModel> = {},
  { limits = new LocalLimits(), attributes = {} as Record<string, string> } = {},
) {
  const queue = { QueueName: queueName, Attributes: attributes };
  const { QueueUrl = '' } = await server.sqs.send(new CreateQueueCommand(queue));
  for (const MessageBody of messages) await server.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  const invoke = async (event: unknown) =>
    handler(
      (event as SQSEvent).Records.map(({ body }) => body),
      event as SQSEvent,
    );
  const source = { queueName, functionName: 'f', batchSize: 10, batchingWindowSeconds: 0, concurrency: 1, ...batch };
  // The poller calls only `invoke`.
  const poller = new QueuePoller(source, QueueUrl, { invoke } as unknown as LambdaFunction, server.sqs, limits);
  const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const left = async () => {
    const { Attributes } = await server.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
    );
    return AttributeNames.reduce((sum, name) => sum + Number(Attributes?.[name]), 0);
  };
  return { QueueUrl, left, stop: () => poller.close() };
}

/** Waits for a condition, however busy the machine is. */
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 600_000, interval: 20 });

describe('QueuePoller', () => {
  it('invokes the function with the messages, and deletes them when it succeeds', async () => {
    const seen: string[] = [];
    const { left, stop } = await poll('deleted', ['one', 'two'], (bodies) => {
      seen.push(...bodies);
      return succeeded;
    });
    await until(async () => expect(await left()).toBe(0));
    await stop();
    expect(seen.sort()).toEqual(['one', 'two']);
  });

  it('gathers a batch of more messages than one request of SQS takes, and deletes all of them', async () => {
    const batches: number[] = [];
    const messages = Array.from({ length: 25 }, (_, i) => String(i));
    const { left, stop } = await poll(
      'many',
      messages,
      (bodies) => {
        batches.push(bodies.length);
        return succeeded;
      },
      { batchSize: 25, batchingWindowSeconds: 300 },
    );
    await until(async () => expect(await left()).toBe(0));
    await stop();
    expect(batches).toEqual([25]);
  });

  it('delivers again only the messages that the function reports as failed', async () => {
    const seen: string[] = [];
    const { left, stop } = await poll('partial', ['good', 'bad'], (bodies, { Records }) => {
      const isFirst = !seen.includes('bad');
      seen.push(...bodies);
      const failed = Records.filter(({ body }) => body === 'bad' && isFirst);
      return {
        ok: true,
        result: JSON.stringify({ batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) }),
      };
    });
    await until(async () => expect(await left()).toBe(0));
    await stop();
    expect(seen.sort()).toEqual(['bad', 'bad', 'good']);
  });

  it('delivers the whole batch again when the function reports an id that the batch does not have', async () => {
    const seen: string[] = [];
    const { left, stop } = await poll('unknown', ['one', 'two'], (bodies) => {
      const isFirst = seen.length === 0;
      seen.push(...bodies);
      if (!isFirst) return succeeded;
      return { ok: true, result: JSON.stringify({ batchItemFailures: [{ itemIdentifier: 'nobody' }] }) };
    });
    await until(async () => expect(await left()).toBe(0));
    await stop();
    expect(new Set(seen)).toEqual(new Set(['one', 'two']));
    expect(seen.length).toBeGreaterThan(2);
  });

  it('delivers a message again after an error of the function', async () => {
    let calls = 0;
    const { left, stop } = await poll('failed', ['one'], () => {
      calls += 1;
      return calls === 1 ? { ok: false, errorType: 'TypeError', errorMessage: 'no' } : succeeded;
    });
    await until(async () => expect(await left()).toBe(0));
    await stop();
    expect(calls).toBe(2);
  });

  it('makes the messages of a closed function visible at once', async () => {
    let calls = 0;
    const { QueueUrl, stop } = await poll('closed', ['one'], () => {
      calls += 1;
      return { ok: false, errorType: 'Runtime.Closed', errorMessage: 'the stack is closing' };
    });
    await until(() => expect(calls).toBeGreaterThan(0));
    await stop();
    const { Messages } = await server.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    expect(Messages?.map(({ Body }) => Body)).toEqual(['one']);
  });

  it('invokes the function again with the same messages while too many executions run', async () => {
    let calls = 0;
    const receives: (string | undefined)[] = [];
    const { left, stop } = await poll('throttled', ['one'], (_bodies, { Records }) => {
      calls += 1;
      receives.push(Records[0]?.attributes.ApproximateReceiveCount);
      return calls < 3 ? THROTTLED : succeeded;
    });
    await until(async () => expect(await left()).toBe(0));
    await stop();
    expect(receives).toEqual(['1', '1', '1']);
  });

  it('splits a batch that does not fit into one event', async () => {
    const sizes: number[] = [];
    const limits = new LocalLimits({ limitValues: { invocationBytes: 5000 } });
    const messages = ['x'.repeat(3000), 'y'.repeat(3000), 'z'.repeat(6000)];
    const handler: Handler = (bodies) => {
      sizes.push(bodies.length);
      return succeeded;
    };
    const { left, stop } = await poll('large', messages, handler, {}, { limits });
    await until(async () => expect(await left()).toBe(0));
    await stop();
    expect(sizes).toEqual([1, 1, 1]);
  });

  describe('with the limits of AWS', () => {
    const limits = new LocalLimits({ limits: 'aws', faults: { seed: 1, rates: {} } });

    it('leaves a failed message hidden for as long as its queue says', async () => {
      let calls = 0;
      const attributes = { VisibilityTimeout: '1000' };
      const handler: Handler = () => {
        calls += 1;
        return { ok: false, errorType: 'TypeError', errorMessage: 'no' };
      };
      const { QueueUrl, stop } = await poll('hidden', ['one'], handler, {}, { limits, attributes });
      await until(() => expect(calls).toBe(1));
      await stop();
      const { Messages = [] } = await server.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 3 }));
      expect(Messages).toEqual([]);
    });

    it('moves a message that fails to the dead letters after the receives of its queue', async () => {
      const { QueueUrl: deadLetters } = await server.sqs.send(new CreateQueueCommand({ QueueName: 'dead' }));
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('sqs', 'dead'), maxReceiveCount: 2 });
      const attributes = { VisibilityTimeout: '0', RedrivePolicy };
      let calls = 0;
      const handler: Handler = () => {
        calls += 1;
        return { ok: false, errorType: 'TypeError', errorMessage: 'no' };
      };
      const { left, stop } = await poll('failing', ['one'], handler, {}, { limits, attributes });
      await until(async () => expect(await left()).toBe(0));
      await stop();
      const dead = await server.sqs.send(new ReceiveMessageCommand({ QueueUrl: deadLetters, WaitTimeSeconds: 20 }));
      expect([calls, dead.Messages?.map(({ Body }) => Body)]).toEqual([2, ['one']]);
    });
  });
});
