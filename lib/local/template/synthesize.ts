import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with package.json. */
export const projectRoot = resolve(fileURLToPath(import.meta.url), '../../../..');

/**
 * Synthesizes the stack with its bundles into a folder, whose content is replaced.
 * @throws Error with the output of the app
 */
export async function synthesize(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const bin = join(projectRoot, 'node_modules', '.bin');
  const child = spawn(process.execPath, [join(projectRoot, 'bin', 'app.ts')], {
    cwd: projectRoot,
    env: { ...process.env, CDK_OUTDIR: folder, PATH: `${bin}:${process.env.PATH}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  const code = await new Promise((done, fail) => child.once('close', done).once('error', fail));
  if (code !== 0) throw new Error(`synthesis of the stack failed:\n${Buffer.concat(output)}`);
}
