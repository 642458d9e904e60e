import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { LambdaFunction, type LambdaOptions, THROTTLED } from '../../../lib/local/lambda/lambda-function.ts';
import { LocalLimits } from '../../../lib/local/limits/local-limits.ts';
import { temporaryFolder } from '../../support/local/local-stack-fixture.ts';

const folder = temporaryFolder();
const open: LambdaFunction[] = [];

/** A function from the source of its bundle. */
function functionOf(
  source: string,
  more: { timeoutSeconds?: number; memoryMegabytes?: number } & Partial<LambdaOptions> = {},
) {
  const { timeoutSeconds = 600, memoryMegabytes = 128, maxEnvironments = 2, ...options } = more;
  const name = `f${open.length}`;
  const bundle = join(folder, `${name}.mjs`);
  writeFileSync(bundle, source);
  const model = { name, bundle, environment: { FROM_TEMPLATE: 'yes' }, timeoutSeconds, memoryMegabytes };
  const logFile = join(folder, `${name}.log`);
  const environment = { EXTRA: 'also' };
  const made = new LambdaFunction(model, { environment, logFile, verbose: false, maxEnvironments, ...options });
  open.push(made);
  return { made, logFile };
}

afterAll(() => Promise.all(open.map((one) => one.close())));

describe('LambdaFunction', () => {
  it('passes the event, the environment variables and the remaining time to the handler', async () => {
    const { made } = functionOf(`export const handler = async (event, context) => ({
      event, extra: process.env.EXTRA, given: process.env.FROM_TEMPLATE, home: process.env.HOME ?? null,
      time: context.getRemainingTimeInMillis() > 300_000, memory: context.memoryLimitInMB });`);
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

  it('reuses an environment, and runs one event at a time in it', async () => {
    const { made } = functionOf(`let busy = 0, calls = 0; export const handler = async () => {
      if (busy++) throw new Error('two at once'); await new Promise((r) => setTimeout(r, 5)); busy--; return ++calls; };`);
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => made.invoke({})));
    expect(outcomes.every((outcome) => outcome.ok)).toBe(true);
    expect(Math.max(...outcomes.map((outcome) => Number(outcome.ok && outcome.result)))).toBeGreaterThan(1);
  });

  it('limits the memory of new objects, which environments in one process would otherwise keep', async () => {
    const { made } = functionOf(`import { resourceLimits } from 'node:worker_threads';
      export const handler = async () => resourceLimits.maxYoungGenerationSizeMb;`);
    expect(await made.invoke({})).toMatchObject({ ok: true, result: '48' });
  });

  it('returns and logs the error that the handler throws', async () => {
    const { made, logFile } = functionOf(`export const handler = async () => { throw new TypeError('oh no'); };`);
    expect(await made.invoke({})).toEqual({ ok: false, errorType: 'TypeError', errorMessage: 'oh no' });
    await made.close();
    expect(readFileSync(logFile, 'utf8')).toContain('oh no');
  });

  it('ends a function that times out, and uses a new environment for the next event', async () => {
    const { made } = functionOf(
      `let first = true; export const handler = async (event) => { if (event.hang) for (;;); return 'fine'; };`,
      { timeoutSeconds: 1 },
    );
    expect(await made.invoke({ hang: true })).toMatchObject({
      ok: false,
      errorType: 'Sandbox.Timedout',
      errorMessage: 'Task timed out after 1.00 seconds',
    });
    // A new environment may need longer than the timeout to start on a busy machine; one of them starts in time.
    await vi.waitFor(async () => expect(await made.invoke({})).toMatchObject({ ok: true, result: '"fine"' }), {
      timeout: 600_000,
    });
  });

  it('ends the environment of an invocation that a fault kills, counts it, and uses a new one for the next', async () => {
    const limits = new LocalLimits({ faults: { seed: 1, rates: { lambda: { kill: 1 } } } });
    const { faults } = limits;
    const source = `export const handler = async (event) => (event.wait ? new Promise(() => setInterval(() => {}, 1000)) : 1);`;
    const { made } = functionOf(source, { limits });
    faults.start();
    const killed = { ok: false, errorType: 'Runtime.Killed', errorMessage: 'ended by an injected fault' };
    expect(await made.invoke({ wait: true })).toEqual(killed);
    expect(faults.counts()).toEqual({ 'lambda.kill': 1 });
    faults.stop();
    expect(await made.invoke({})).toMatchObject({ ok: true });
  });

  it('refuses an invocation while too many executions of all functions run, but not of a durable function', async () => {
    const limits = new LocalLimits({ limits: 'aws', limitValues: { concurrentExecutions: 1 } });
    const wait = `export const handler = (event) => new Promise((done) => setTimeout(done, event.wait ? 2 ** 30 : 0));`;
    const [first, second] = [functionOf(wait, { limits }).made, functionOf(wait, { limits }).made];
    const running = first.invoke({ wait: true });
    await vi.waitFor(async () => expect(await second.invoke({})).toBe(THROTTLED), { timeout: 600_000 });
    expect(limits.counts().met.concurrentExecutions).toBeGreaterThan(0);
    await first.close();
    expect(await running).toMatchObject({ ok: false, errorType: 'Runtime.Closed' });
    expect(await second.invoke({})).toMatchObject({ ok: true });
  });

  it('fails a function whose result is too large', async () => {
    const limits = new LocalLimits({ limitValues: { invocationBytes: 10 } });
    const { made } = functionOf(`export const handler = async (event) => 'x'.repeat(event.length);`, { limits });
    expect(await made.invoke({ length: 8 })).toMatchObject({ ok: true });
    expect(await made.invoke({ length: 9 })).toMatchObject({ ok: false, errorType: 'Function.ResponseSizeTooLarge' });
    expect(limits.counts().met).toEqual({ invocationBytes: 1 });
  });

  it('ends current, waiting and later invocations when it is closed', async () => {
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

  it('returns an error for a bundle that cannot be loaded and for one that exits', async () => {
    expect(await functionOf('this is not JavaScript').made.invoke({})).toMatchObject({ ok: false });
    expect(await functionOf('export const handler = () => process.exit(3);').made.invoke({})).toMatchObject({
      ok: false,
      errorType: 'Runtime.ExitError',
    });
  });
});
