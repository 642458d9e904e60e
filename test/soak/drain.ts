import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { createClient } from '../../lib/client/client.ts';
import type { LocalStack } from '../../lib/local/stack/local-stack.ts';

const POLL_MILLISECONDS = 500;

/** Waits until nothing is in progress: queues are empty, executions and jobs have ended. @returns what is still busy at the end */
export async function drain(stack: LocalStack, home: string, maxSeconds: number): Promise<string[]> {
  const end = performance.now() + maxSeconds * 1000;
  for (;;) {
    const busy = [...(await busyQueues(stack)), ...openExecutions(home), ...(await runningJobs(stack))];
    if (busy.length === 0) return [];
    if (performance.now() > end) return busy.map((one) => `after ${maxSeconds} s of rest ${one}`);
    await setTimeout(POLL_MILLISECONDS);
  }
}

/** The queues that feed functions. */
async function busyQueues({ model, queueUrls, clients }: LocalStack): Promise<string[]> {
  const busy: string[] = [];
  for (const name of new Set(model.eventSources.map(({ queueName }) => queueName))) {
    const messages = await countMessages(clients.sqs, queueUrls.get(name)!);
    if (messages > 0) busy.push(`queue ${name} holds ${messages} messages`);
  }
  return busy;
}

/** All messages of a queue: those that wait, and those that a function has or that are delayed. */
async function countMessages(sqs: LocalStack['clients']['sqs'], QueueUrl: string): Promise<number> {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  const counted = (['', 'NotVisible', 'Delayed'] as const).map((kind) =>
    Number(Attributes?.[`ApproximateNumberOfMessages${kind}`] ?? 0),
  );
  return counted.reduce((sum, one) => sum + one, 0);
}

function openExecutions(home: string): string[] {
  const folder = join(home, 'executions');
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const open = names.filter((name) => !JSON.parse(readFileSync(join(folder, name), 'utf8')).ended);
  return open.map((name) => `execution ${name.slice(0, -'.json'.length)} has not ended`);
}

interface Job {
  readonly id: string;
  readonly state: string;
}

async function runningJobs({ url }: LocalStack): Promise<string[]> {
  const api = createClient({ url });
  const lists = await Promise.all([api.listUploads({ limit: 100 }), api.listTrainingRuns(), api.listExports()]);
  // Without a key, the uploads are a page too.
  const jobs = (lists as readonly { readonly data: readonly Job[] }[]).flatMap(({ data }) => data);
  return jobs.filter(({ state }) => state === 'running').map(({ id }) => `the job ${id} is running`);
}
