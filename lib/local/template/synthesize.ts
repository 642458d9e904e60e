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
  if (code !== 0) throw explainSynthesis(String(Buffer.concat(output)), folder);
}

/** What esbuild, Vite and the CDK write of errors of the operating system, as Node.js names these. */
const SYSTEM_ERRORS = [
  { text: /no space left on device|ENOSPC/i, code: 'ENOSPC' },
  { text: /disk quota exceeded|EDQUOT/i, code: 'EDQUOT' },
  { text: /read-only file system|EROFS/i, code: 'EROFS' },
  { text: /too many open files|EMFILE/i, code: 'EMFILE' },
];

/** Why a synthesis failed: an error of the operating system if its output names one, or else the output. */
export function explainSynthesis(output: string, folder: string): Error {
  const message = `synthesis of the stack failed:\n${output}`;
  const system = SYSTEM_ERRORS.find(({ text }) => text.test(output));
  return system === undefined
    ? new Error(message)
    : Object.assign(new Error(message), { code: system.code, path: folder });
}
