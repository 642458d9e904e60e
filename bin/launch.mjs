/**
 * Starts a program of TypeScript in a process of its own. Plain JavaScript, so that an old Node.js can read it: such a
 * one starts the Node.js that `npm ci` has installed, or says what to do.
 *
 * The program can neither hear Ctrl-C nor speak while it computes. This process can: it ends a program that does not
 * answer, and says what a silent one is doing.
 */
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The Node.js that `npm ci` installs. */
export const installedNode = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
/** A program that computes is ended so long after Ctrl-C. */
const PATIENCE_MS = 700;

/**
 * What to tell after `npm ci`; '' if this Node.js is new enough.
 * @param {{ npmAgent: string, needed: string, installed: string | undefined }} found How npm names itself, such as
 *   `npm/11.0.0 node/v20.0.0 linux x64`; the needed version, such as `>=22.13`; the version in node_modules, if there
 *   is one.
 */
export function toldNode({ npmAgent, needed, installed }) {
  const numbers = (/** @type {string} */ text) => (/(\d+)\.(\d+)/.exec(text) ?? []).slice(1).map(Number);
  const [major = Infinity, minor = 0] = numbers(/node\/v([\d.]+)/.exec(npmAgent)?.[1] ?? '');
  const [least = 0, leastMinor = 0] = numbers(needed);
  if (major > least || (major === least && minor >= leastMinor)) return '';
  const what = `kindred: npm runs on Node.js ${major}.${minor}, and some packages ask for a newer one: hence the warnings EBADENGINE.`;
  const cure =
    installed === undefined
      ? `Install Node.js 24 (https://nodejs.org), and run 'npm ci' again.`
      : `You need not do anything: npm start, npm test and kindred use Node.js ${installed} of node_modules.`;
  return `${what}\n${cure}\n`;
}

/** Runs a program with the arguments of this process, and ends as it does. */
export function launch(/** @type {URL} */ program) {
  const node = process.features.typescript ? process.execPath : existsSync(installedNode) ? installedNode : undefined;
  if (node !== undefined) {
    run(node, fileURLToPath(program));
    return;
  }
  process.stderr.write(
    `kindred: old-node: this is Node.js ${process.version}, which cannot run TypeScript\n` +
      "Run 'npm ci', which installs Node.js 24 for this project, or use Node.js 22.18 or newer.\n",
  );
  process.exitCode = 2;
}

/** So long a program may be silent before this process says what it is doing: longer than between two of its lines. */
const SILENCE_MS = { terminal: 3000, file: 8000 };
/** How often that is looked at. */
const TICK_MS = 1000;

/**
 * What to say for a program that computes; '' while nothing is to say. A terminal shows the seconds.
 * @param {{ doing: string, sinceMs: number, heardMs: number, saidMs: number }} told What the program is doing and since
 *   when, when it was last heard, and when this was last said
 * @param {number} nowMs
 * @param {{ isTTY?: boolean, columns?: number }} stream Where it is said
 */
export function describeSilence({ doing, sinceMs, heardMs, saidMs }, nowMs, { isTTY, columns = 80 }) {
  const lastMs = isTTY ? heardMs : Math.max(heardMs, saidMs);
  if (doing === '' || nowMs - lastMs < (isTTY ? SILENCE_MS.terminal : SILENCE_MS.file)) return '';
  const seconds = Math.floor((nowMs - sinceMs) / 1000);
  const line = `${doing}, ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return isTTY ? `\r\x1b[2K${line.slice(0, columns - 1)}` : `${line}\n`;
}

function run(/** @type {string} */ node, /** @type {string} */ file) {
  // The compiled code is kept between runs: the second start takes half the time.
  const env = { NODE_COMPILE_CACHE: join(tmpdir(), 'kindred-compile-cache'), ...process.env };
  const child = spawn(node, [file, ...process.argv.slice(2)], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env });
  /** What the program has told (lib/terminal/launcher-link.ts). */
  const told = { isStopping: false, kept: '', unfinished: /** @type {string[]} */ ([]) };
  const silence = { doing: '', sinceMs: 0, heardMs: 0, saidMs: 0 };
  let wasEnded = false;
  child.on('message', (/** @type {{ doing?: string }} */ { doing, ...notice }) => {
    Object.assign(told, notice);
    if (doing === undefined) return;
    silence.heardMs = performance.now();
    if (doing !== silence.doing) Object.assign(silence, { doing, sinceMs: silence.heardMs });
  });
  setInterval(() => {
    const line = told.isStopping ? '' : describeSilence(silence, performance.now(), process.stderr);
    if (line === '') return;
    silence.saidMs = performance.now();
    process.stderr.write(line);
  }, TICK_MS).unref();
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
    process.on(signal, () => {
      child.kill(signal);
      setTimeout(() => {
        if (told.isStopping || child.exitCode !== null || child.signalCode !== null) return;
        wasEnded = true;
        child.kill('SIGKILL');
      }, PATIENCE_MS);
    });
  child.once('exit', (code, signal) => {
    process.exitCode = wasEnded ? 130 : (code ?? 128 + (signal ? constants.signals[signal] : 0));
    if (wasEnded) {
      for (const unfinished of told.unfinished) rmSync(unfinished, { force: true });
      process.stderr.write(`\nkindred: interrupted: ${told.kept}\n`);
    }
    process.exit();
  });
}
