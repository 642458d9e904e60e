/**
 * One cold start: cold-one.ts BUNDLE [EVENT] imports a function's bundle in this new process, and has it answer an event where
 * one is given. While the answer is 503 with `Retry-After`, it repeats the event after that time, as clients do. Prints
 * milliseconds as one line of JSON (ColdStart). The environment is the function's.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/** What is printed. */
export interface ColdStart {
  readonly importMilliseconds: number;
  /** From the import to the first answer, of any status. */
  readonly answerMilliseconds: number;
  /** Processor time of this process until then, of all its threads: it hardly depends on what else the machine does. */
  readonly processorMilliseconds: number;
  /** Of the first answer; absent without an event. */
  readonly status?: number;
  /** From the import to the first answer that is no 503, and how many answers came until then. */
  readonly servedMilliseconds: number;
  readonly answers: number;
}

const [bundle = '', event] = process.argv.slice(2);
const start = performance.now();
const processorStart = process.cpuUsage();
const { handler } = await import(pathToFileURL(bundle).href);
const imported = performance.now();
let answer = event === undefined ? undefined : await handler(JSON.parse(event), {});
const answerMilliseconds = performance.now() - imported;
const { user, system } = process.cpuUsage(processorStart);
const status: number | undefined = answer?.statusCode;
let answers = answer ? 1 : 0;
for (; answer?.statusCode === 503 && answer.headers['retry-after'] !== undefined; answers++) {
  await wait(Number(answer.headers['retry-after']) * 1000);
  answer = await handler(JSON.parse(event!), {});
}
if (answer && answer.statusCode >= 500) throw new Error(`bench: answered ${answer.statusCode} ${answer.body}`);
const servedMilliseconds = performance.now() - imported;
const times: ColdStart = {
  importMilliseconds: imported - start,
  answerMilliseconds,
  processorMilliseconds: (user + system) / 1000,
  ...(status !== undefined && { status }),
  servedMilliseconds,
  answers,
};
console.log(JSON.stringify(times));
process.exit();
