import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LambdaFunction } from '../../../lib/local/lambda/lambda-function.ts';
import { passingFolder } from '../../support/local/local-stack-fixture.ts';

const folder = passingFolder();
const open: LambdaFunction[] = [];

/** A function from the source of its bundle. */
function functionOf(
  source: string,
  more: { timeoutSeconds?: number; memoryMegabytes?: number; maxEnvironments?: number } = {},
) {
  const { timeoutSeconds = 10, memoryMegabytes = 128, maxEnvironments = 2 } = more;
  const name = `f${open.length}`;
  const bundle = join(folder, `${name}.mjs`);
  writeFileSync(bundle, source);
  const model = { name, bundle, environment: { FROM_TEMPLATE: 'yes' }, timeoutSeconds, memoryMegabytes };
  const logFile = join(folder, `${name}.log`);
  const made = new LambdaFunction(model, { environment: { EXTRA: 'also' }, logFile, verbose: false, maxEnvironments });
  open.push(made);
  return { made, logFile };
}

afterAll(() => Promise.all(open.map((one) => one.close())));

describe('LambdaFunction', () => {
  it('gives the handler its event, its environment and its time', async () => {
    const { made } = functionOf(`export const handler = async (event, context) => ({
      event, extra: process.env.EXTRA, given: process.env.FROM_TEMPLATE, home: process.env.HOME ?? null,
      time: context.getRemainingTimeInMillis() > 5000, memory: context.memoryLimitInMB });`);
    const outcome = await made.invoke({ a: 1 });
    expect(outcome).toMatchObject({ ok: true });
    expect(outcome.ok && JSON.parse(outcome.result)).toEqual({
      event: { a: 1 },
      extra: 'also',
      given: 'yes',
      home: null,
      time: true,
      memory: '128',
    });
  });

  it('keeps an environment warm, and runs one event at a time in it', async () => {
    const { made } = functionOf(`let busy = 0, calls = 0; export const handler = async () => {
      if (busy++) throw new Error('two at once'); await new Promise((r) => setTimeout(r, 5)); busy--; return ++calls; };`);
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => made.invoke({})));
    expect(outcomes.every((outcome) => outcome.ok)).toBe(true);
    expect(Math.max(...outcomes.map((outcome) => Number(outcome.ok && outcome.result)))).toBeGreaterThan(1);
  });

  it('reports what the handler throws, and logs it', async () => {
    const { made, logFile } = functionOf(`export const handler = async () => { throw new TypeError('oh no'); };`);
    expect(await made.invoke({})).toEqual({ ok: false, errorType: 'TypeError', errorMessage: 'oh no' });
    await made.close();
    expect(readFileSync(logFile, 'utf8')).toContain('oh no');
  });

  it('ends a function whose time is over, and starts afresh', async () => {
    const { made } = functionOf(
      `let first = true; export const handler = async (event) => { if (event.hang) for (;;); return 'fine'; };`,
      { timeoutSeconds: 1 },
    );
    expect(await made.invoke({ hang: true })).toMatchObject({
      ok: false,
      errorType: 'Sandbox.Timedout',
      errorMessage: 'Task timed out after 1.00 seconds',
    });
    expect(await made.invoke({})).toMatchObject({ ok: true, result: '"fine"' });
  });

  it('answers what waits for an environment when it is closed, and starts no other', async () => {
    const { made } = functionOf('export const handler = () => new Promise(() => setInterval(() => {}, 1000));', {
      maxEnvironments: 1,
    });
    const outcomes = [1, 2, 3].map(() => made.invoke({}));
    await new Promise((resolve) => setImmediate(resolve));
    await made.close();
    outcomes.push(made.invoke({}));
    const closed = { ok: false, errorType: 'Runtime.Closed', errorMessage: 'the stack is closing' };
    expect(await Promise.all(outcomes)).toEqual([closed, closed, closed, closed]);
  });

  it('survives a bundle that cannot be loaded and one that exits', async () => {
    expect(await functionOf('this is not JavaScript').made.invoke({})).toMatchObject({ ok: false });
    expect(await functionOf('export const handler = () => process.exit(3);').made.invoke({})).toMatchObject({
      ok: false,
      errorType: 'Runtime.ExitError',
    });
  });
});
