import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '../../../lib/client/client.ts';
import type { TrainingRunBrief } from '../../../lib/client/generated/schemas.ts';
import { projectRoot } from '../architecture/source-files.ts';

/** A running `npm start` and its output so far. */
export interface StartedStack {
  readonly pid: number | undefined;
  readonly output: { out: string; err: string };
  /** Resolves with the exit code; null after a signal. */
  readonly ended: Promise<number | null>;
}

/** The fields of the last line of `npm start --json` that tests compare. */
export interface DemoLine {
  readonly weightsSha256: string;
  readonly products: number;
}

const children: ChildProcess[] = [];

/** `npm start` on a folder, once, in a process group of its own. */
export function startStack(folder: string, home: string): StartedStack {
  const script = join(projectRoot, 'lib/local/demo/start.ts');
  const args = [script, '--data', folder, '--home', home, '--port', '0', '--once', '--json'];
  const child = spawn(process.execPath, args, { cwd: projectRoot, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    output.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.err += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { pid: child.pid, output, ended };
}

/** Sends SIGKILL to the whole process group, so that no process can clean up. */
export function killStack({ pid }: { readonly pid?: number | undefined }): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** Kills every stack that was started. */
export function killAllStacks(): void {
  for (const child of children) killStack(child);
}

/**
 * Waits until the newest training run has taken steps, or is in a later phase.
 * @param after Wait for more steps than these: the record of a resumed run starts with the steps before the kill (default 0)
 * @returns the phase and the step of the run
 */
export async function waitForSteps({ output }: StartedStack, after = 0): Promise<{ phase: string; step: number }> {
  for (;;) {
    const url = /serving on (http\S+)/.exec(output.err)?.[1];
    const [run] = url === undefined ? [] : await runsOf(url);
    const { phase, step = 0 } = run ?? {};
    if (phase === 'training' && step > after) return { phase, step };
    if (phase !== undefined && !['queued', 'gathering', 'planning', 'training'].includes(phase)) return { phase, step };
    await pause(20);
  }
}

/** The line of JSON at the end of a stack's output. @throws Error with the whole output when it failed */
export async function lineOf(stack: StartedStack): Promise<DemoLine> {
  const exitCode = await stack.ended;
  if (exitCode !== 0) throw new Error(`the local stack ended with ${exitCode}:\n${stack.output.err}`);
  return JSON.parse(stack.output.out.trim().split('\n').at(-1)!);
}

/** The training runs, newest first; none while the stack does not answer. */
async function runsOf(url: string): Promise<readonly TrainingRunBrief[]> {
  try {
    return (await createClient({ url, retry: { attempts: 1 } }).listTrainingRuns()).data;
  } catch {
    return [];
  }
}
