/**
 * The ingest function in a process of its own: ingest-one.ts BUNDLE KEY ETAG SECONDS runs its bundle, and answers the
 * notification of an upload, again and again while it is not done and there is time, as its queue would. Prints the most bytes that were resident, in all and in each minute, and the
 * invocations, as JSON.
 */
import { pathToFileURL } from 'node:url';
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
const event = { Records: [{ messageId: 'm', body: JSON.stringify({ Records: [record] }) }] } as unknown as SQSEvent;
let invocations = 0;
const last = Date.now() + 1000 * Number(seconds);
for (let isDone = false; !isDone && last - Date.now() > MIN_MILLISECONDS; invocations++) {
  const end = Math.min(last, Date.now() + INVOCATION_MILLISECONDS);
  const context = { getRemainingTimeInMillis: () => end - Date.now() } as Context;
  isDone = (await handler(event, context)).batchItemFailures.length === 0;
}
clearInterval(sampling);
console.log(JSON.stringify({ mostBytes, megabytesByMinute, invocations }));
process.exit();
