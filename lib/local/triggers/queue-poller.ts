import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { errorText } from '../../../lambdas/core/errors/error-text.ts';
import { fullJitter } from '../../../lambdas/shared/retry.ts';
import { type LambdaFunction, THROTTLED } from '../lambda/lambda-function.ts';
import type { InvocationOutcome } from '../lambda/lambda-messages.ts';
import { LocalLimits } from '../limits/local-limits.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../template/intrinsic-functions.ts';
import type { EventSourceModel } from '../template/stack-model.ts';

/** Time that a poll waits for a first message; short, so that closing is fast. */
const POLL_SECONDS = 1;
/** Delay of failed messages, in place of the queue's visibility timeout of half an hour. */
const RETRY_SECONDS = 2;
/**
 * Visibility timeout of a received message, extended while its function runs. In AWS the queue's timeout covers a whole
 * run. Here the process may be killed at any time, and the next one should get its messages soon.
 */
const HIDDEN_SECONDS = 20;
const HEARTBEAT_MS = 5000;
/** The longest batching window. In AWS that of events is 5 minutes; here somebody waits to see what becomes of them. */
const MAX_WINDOW_SECONDS = 5;
/** SQS's limit for one answer, and for one deletion. */
const MAX_MESSAGES = 10;

/** The outcome of messages that were never handled. */
const CLOSED_MEANWHILE: InvocationOutcome = {
  ok: false,
  errorType: 'Runtime.Closed',
  errorMessage: 'polling has ended',
};

/** The bytes of an event besides its messages, for each of them. */
const RECORD_BYTES = 1024;

/**
 * Polls a queue and invokes the function with its messages, as Lambda's event source mapping does. With strict limits the queue
 * alone decides for how long a received message is hidden, also one that failed.
 */
export class QueuePoller {
  readonly #source: EventSourceModel;
  readonly #queueUrl: string;
  readonly #target: LambdaFunction;
  readonly #sqs: SQSClient;
  readonly #limits: LocalLimits;
  readonly #windowSeconds: number;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>[];

  constructor(
    source: EventSourceModel,
    queueUrl: string,
    target: LambdaFunction,
    sqs: SQSClient,
    limits = new LocalLimits(),
  ) {
    this.#source = source;
    this.#limits = limits;
    this.#windowSeconds = Math.min(source.batchingWindowSeconds, MAX_WINDOW_SECONDS);
    this.#queueUrl = queueUrl;
    this.#target = target;
    this.#sqs = sqs;
    this.#running = Array.from({ length: source.concurrency }, () => this.#run());
  }

  /** Stops polling. Waits for current invocations; messages of a function that is closed are delivered again. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#running);
  }

  async #run(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      try {
        const batch = await this.#collect();
        for (const part of partsBySize(batch, this.#limits.valueOf('invocationBytes'))) await this.#handle(part);
      } catch (cause) {
        if (this.#closing.signal.aborted) return;
        console.error(`poller of ${this.#source.queueName}: ${errorText(cause)}`);
      }
    }
  }

  /** A first message, and the messages that arrive within the batching window. */
  async #collect(): Promise<Message[]> {
    const { batchSize } = this.#source;
    const batch = await this.#receive(batchSize, POLL_SECONDS);
    const end = Date.now() + this.#windowSeconds * 1000;
    while (batch.length > 0 && batch.length < batchSize && Date.now() < end && !this.#closing.signal.aborted) {
      const left = Math.ceil((end - Date.now()) / 1000);
      batch.push(...(await this.#receive(batchSize - batch.length, Math.min(left, POLL_SECONDS))));
    }
    return batch;
  }

  async #receive(count: number, WaitTimeSeconds: number): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.#queueUrl,
      MaxNumberOfMessages: Math.min(count, MAX_MESSAGES),
      WaitTimeSeconds,
      VisibilityTimeout: this.#hiddenSeconds(),
      MessageSystemAttributeNames: ['All'],
    });
    const { Messages = [] } = await this.#sqs.send(command, { abortSignal: this.#closing.signal });
    return Messages;
  }

  /** For how long a received message is hidden; undefined for as long as the queue says. */
  #hiddenSeconds(): number | undefined {
    return this.#limits.isStrict ? this.#limits.visibilitySeconds : HIDDEN_SECONDS + this.#windowSeconds;
  }

  async #handle(batch: readonly Message[]): Promise<void> {
    const hideAgain = () => {
      this.#hide(batch, HIDDEN_SECONDS).catch((cause) =>
        console.error(`poller of ${this.#source.queueName}: ${errorText(cause)}`),
      );
    };
    const heartbeat = this.#limits.isStrict ? undefined : setInterval(hideAgain, HEARTBEAT_MS);
    const outcome = await this.#invoke(batch).finally(() => clearInterval(heartbeat));
    // Not a failure of the function: the next start receives the messages again.
    if (!outcome.ok && outcome.errorType === 'Runtime.Closed') return this.#hide(batch, 0);
    const failed = failedIds(outcome, batch);
    const done = batch.filter((message) => !failed.has(message.MessageId!));
    await this.#delete(done);
    if (this.#limits.isStrict) return;
    await this.#hide(
      batch.filter((message) => failed.has(message.MessageId!)),
      RETRY_SECONDS,
    );
  }

  /** Invokes the function, and waits while too many executions run: that is no failure of the messages. */
  async #invoke(batch: readonly Message[]): Promise<InvocationOutcome> {
    const event = sqsEvent(batch, this.#source.queueName);
    const backoff = fullJitter();
    for (let failures = 1; ; failures++) {
      const outcome = await this.#target.invoke(event);
      if (outcome !== THROTTLED) return outcome;
      if (this.#closing.signal.aborted) return CLOSED_MEANWHILE;
      await backoff.wait(failures);
    }
  }

  async #delete(messages: readonly Message[]): Promise<void> {
    for (let at = 0; at < messages.length; at += MAX_MESSAGES) {
      const part = messages.slice(at, at + MAX_MESSAGES);
      const Entries = part.map((message, i) => ({ Id: String(i), ReceiptHandle: message.ReceiptHandle! }));
      await this.#sqs.send(new DeleteMessageBatchCommand({ QueueUrl: this.#queueUrl, Entries }));
    }
  }

  /** Hides messages for this number of seconds from now; 0 makes them visible at once. */
  async #hide(messages: readonly Message[], VisibilityTimeout: number): Promise<void> {
    for (const { ReceiptHandle } of messages) {
      const input = { QueueUrl: this.#queueUrl, ReceiptHandle: ReceiptHandle!, VisibilityTimeout };
      await this.#sqs.send(new ChangeMessageVisibilityCommand(input));
    }
  }
}

/** Messages in parts that fit into an event, each of at least one message. */
function partsBySize(batch: readonly Message[], maxBytes: number): Message[][] {
  const parts: Message[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const message of batch) {
    // A body is escaped in the event: as JSON in JSON, as it mostly is, by a backslash before each quote.
    const own = Buffer.byteLength(JSON.stringify(message.Body ?? '')) + RECORD_BYTES;
    bytes += own;
    if (bytes > maxBytes) {
      parts.push([]);
      bytes = own;
    }
    parts.at(-1)!.push(message);
  }
  return parts;
}

function sqsEvent(batch: readonly Message[], queueName: string): SQSEvent {
  return {
    Records: batch.map((message) => ({
      messageId: message.MessageId!,
      receiptHandle: message.ReceiptHandle!,
      body: message.Body ?? '',
      // The request names all attributes, but the SDK types each of them as optional.
      attributes: { ...message.Attributes } as unknown as SQSEvent['Records'][number]['attributes'],
      messageAttributes: {},
      md5OfBody: message.MD5OfBody ?? '',
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${queueName}`,
      awsRegion: LOCAL_REGION,
    })),
  };
}

/**
 * The whole batch if the function failed, else the ids that it reports. An unknown id fails the whole batch, as in
 * Lambda.
 */
function failedIds(outcome: InvocationOutcome, batch: readonly Message[]): ReadonlySet<string> {
  const all = new Set(batch.map((message) => message.MessageId!));
  if (!outcome.ok) return all;
  const reported = ((JSON.parse(outcome.result) as SQSBatchResponse | null)?.batchItemFailures ?? []).map(
    (one) => one.itemIdentifier,
  );
  return reported.every((id) => all.has(id)) ? new Set(reported) : all;
}
