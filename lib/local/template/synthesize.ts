import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with package.json. */
export const projectRoot = resolve(fileURLToPath(import.meta.url), '../../../..');

/** The stack of this machine has the console. */
const context = JSON.stringify({ console: 'true' });

/**
 * Synthesizes the stack with its bundles into a folder, whose content is replaced. CloudFormation never sees this template,
 * so the CDK does not validate it against CloudFormation's rules, which takes seconds; `cdk synth` and `cdk deploy` do.
 * @throws Error with the output of the app
 */
export async function synthesize(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const child = spawn(process.execPath, [join(projectRoot, 'bin', 'app.ts')], {
    cwd: projectRoot,
    env: {
      ...{ ...process.env, CDK_OUTDIR: folder, CDK_VALIDATION: 'false', CDK_CONTEXT_JSON: context },
      // The output is only shown in an error, which is no terminal.
      ...{ NO_COLOR: '1', FORCE_COLOR: undefined },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  const code = await new Promise((done, fail) => child.once('close', done).once('error', fail));
  if (code !== 0) throw new Error(`synthesis of the stack failed:\n${Buffer.concat(output)}`);
}
