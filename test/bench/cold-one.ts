/**
 * One cold start: cold-one.ts BUNDLE [EVENT] imports a function's bundle in this new process, and has it answer an event where
 * one is given. Prints milliseconds as one line of JSON. The environment is the function's.
 */
import { pathToFileURL } from 'node:url';

const [bundle = '', event] = process.argv.slice(2);
const start = performance.now();
const { handler } = await import(pathToFileURL(bundle).href);
const imported = performance.now();
const response = event === undefined ? undefined : await handler(JSON.parse(event), {});
const answered = performance.now();
if (response && response.statusCode >= 500) throw new Error(`bench: answered ${response.statusCode} ${response.body}`);
console.log(JSON.stringify({ importMilliseconds: imported - start, answerMilliseconds: answered - imported }));
process.exit();
