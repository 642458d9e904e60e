/**
 * The ingest function in a process of its own: ingest-one.ts BUNDLE KEY ETAG SECONDS runs its bundle, and answers the
 * notification of an upload, then each message that continues it, as its queue would, while there is time. Prints the most bytes that were resident, in all and in each minute, and the
 * invocations, as JSON.
 */
import { pathToFileURL } from 'node:url';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSEvent } from 'aws-lambda';

/** The function's own timeout. */
const INVOCATION_MILLISECONDS = 300_000;
const SAMPLE_MILLISECONDS = 50;
/** With less, an invocation ends before it has begun. */
const MIN_MILLISECONDS = 30_000;

const [bundle = '', key = '', eTag = '', seconds = ''] = process.argv.slice(2);
const { handler } = await import(pathToFileURL(bundle).href);

let mostBytes = 0;
const megabytesByMinute: number[] = [];
const began = performance.now();
const sampling = setInterval(() => {
  const bytes = process.memoryUsage.rss();
  mostBytes = Math.max(mostBytes, bytes);
  const minute = Math.floor((performance.now() - began) / 60_000);
  megabytesByMinute[minute] = Math.max(megabytesByMinute[minute] ?? 0, Math.round(bytes / 2 ** 20));
}, SAMPLE_MILLISECONDS);

const object = { key, eTag, sequencer: '0055AED6DCD90281E5' };
const record = { eventName: 'ObjectCreated:Put', eventTime: new Date().toISOString(), s3: { object } };
const sqs = new SQSClient();
const QueueUrl = process.env.CONTINUATION_QUEUE_URL!;

/** The message that continues the upload; undefined if it has ended. */
async function takeContinuation(): Promise<string | undefined> {
  const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
  if (message) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle! }));
  return message?.Body;
}

let invocations = 0;
const last = Date.now() + 1000 * Number(seconds);
let body: string | undefined = JSON.stringify({ Records: [record] });
for (; body !== undefined && last - Date.now() > MIN_MILLISECONDS; invocations++) {
  const end = Math.min(last, Date.now() + INVOCATION_MILLISECONDS);
  const context = { getRemainingTimeInMillis: () => end - Date.now() } as Context;
  const event = {
    Records: [{ messageId: 'm', body, attributes: { ApproximateReceiveCount: '1' } }],
  } as unknown as SQSEvent;
  const { batchItemFailures } = await handler(event, context);
  if (batchItemFailures.length > 0) throw new Error('the message has failed: its log has the cause');
  body = await takeContinuation();
}
clearInterval(sampling);
console.log(JSON.stringify({ mostBytes, megabytesByMinute, invocations }));
process.exit();
