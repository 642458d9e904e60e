import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { projectRoot } from '../architecture/source-files.ts';

/** `npm start` as it runs, and what it has said. */
export interface StartedStack {
  readonly pid: number | undefined;
  readonly said: { out: string; err: string };
  /** The exit code; null after a signal. */
  readonly ended: Promise<number | null>;
}

/** What `npm start --json` ends with, as far as it is compared. */
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
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { pid: child.pid, said, ended };
}

/** SIGKILL to the whole process group: nobody gets to say goodbye. */
export function killStack({ pid }: { readonly pid?: number | undefined }): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** Leaves no stack behind. */
export function killAllStacks(): void {
  for (const child of children) killStack(child);
}

/**
 * Waits until the newest training run has taken steps, or is past them.
 * @param after More steps than these: its record tells of the steps that were taken before the run was cut off (default 0).
 * @returns where it was.
 */
export async function inTheMiddle({ said }: StartedStack, after = 0): Promise<{ phase: string; step: number }> {
  for (;;) {
    const url = /serving on (http\S+)/.exec(said.err)?.[1];
    const [run] = url === undefined ? [] : await runsOf(url);
    const { phase, step = 0 } = run ?? {};
    if (phase === 'training' && step > after) return { phase, step };
    if (phase !== undefined && !['queued', 'gathering', 'planning', 'training'].includes(phase)) return { phase, step };
    await pause(20);
  }
}

/** The line of JSON that a stack has ended with. @throws Error with all that it said, when it failed. */
export async function lineOf(stack: StartedStack): Promise<DemoLine> {
  const exitCode = await stack.ended;
  if (exitCode !== 0) throw new Error(`the local stack ended with ${exitCode}:\n${stack.said.err}`);
  return JSON.parse(stack.said.out.trim().split('\n').at(-1)!);
}

/** The newest first; none while nobody answers. */
async function runsOf(url: string): Promise<readonly { phase: string; step?: number }[]> {
  try {
    const answer = await fetch(`${url}/v1/training-runs`);
    return ((await answer.json()) as { data?: { phase: string; step?: number }[] }).data ?? [];
  } catch {
    return [];
  }
}
