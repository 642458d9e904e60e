/**
 * Starts a program of TypeScript. Plain JavaScript, so that an old Node.js can read it: such a one starts the Node.js
 * that `npm ci` has installed, or says what to do.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const installed = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));

/** Imports a program, or runs it with the installed Node.js. */
export async function launch(/** @type {URL} */ program) {
  if (process.features.typescript) {
    // The compiled code is kept between runs: the second start takes half the time.
    module.enableCompileCache?.();
    await import(program.href);
  } else if (existsSync(installed)) runInstalled(fileURLToPath(program));
  else {
    process.stderr.write(
      `kindred: old-node: this is Node.js ${process.version}, which cannot run TypeScript\n` +
        "Run 'npm ci', which installs Node.js 24 for this project, or use Node.js 22.18 or newer.\n",
    );
    process.exitCode = 2;
  }
}

/** Signals reach the child too, which ends in its own way. */
function runInstalled(/** @type {string} */ file) {
  const child = spawn(installed, [file, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
  });
}
