import { ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { parseUploadMessage } from '../../lambdas/handlers/messages/upload-messages.ts';
import type { LocalStack } from '../../lib/local/stack/local-stack.ts';

/** The messages that were given up. */
export interface DeadLetters {
  /** The uploads whose messages were given up. */
  readonly keys: ReadonlySet<string>;
  /** Messages that are of no upload: nothing tells why they were given up. */
  readonly findings: readonly string[];
}

/** Reads all queues that feed no function. */
export async function readDeadLetters({ model, queueUrls, clients }: LocalStack): Promise<DeadLetters> {
  const sources = new Set(model.eventSources.map(({ queueName }) => queueName));
  const keys = new Set<string>();
  const findings: string[] = [];
  for (const { name } of model.queues.filter((one) => !sources.has(one.name))) {
    for (const body of await receiveAll(clients.sqs, queueUrls.get(name)!)) {
      const named = keysOf(body);
      for (const key of named) keys.add(key);
      if (named.length === 0) findings.push(`${name} holds ${body.slice(0, 500)}`);
    }
  }
  return { keys, findings };
}

/** The bodies of all messages, which stay hidden for the time of the audit. */
async function receiveAll(sqs: SQSClient, QueueUrl: string): Promise<string[]> {
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 3600 }),
    );
    if (Messages.length === 0) return bodies;
    bodies.push(...Messages.map(({ Body }) => Body ?? ''));
  }
}

/** The keys of the uploads that a message announces or continues; none of a message of another sender. */
function keysOf(body: string): string[] {
  try {
    return parseUploadMessage({ body, messageId: 'dead letter' }).uploads.map(({ key }) => key);
  } catch {
    return [];
  }
}
