import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const projectRoot = join(import.meta.dirname, '..', '..');

/** What the build reads. */
const sources = [
  'lib/console/**/*.{ts,tsx,css,html,json,svg}',
  'lib/client/**/*.ts',
  'package-lock.json',
  'tsconfig.json',
];

/** Builds are kept here by the hash of their sources. */
const cacheFolder = join(projectRoot, 'node_modules', '.cache', 'kindred-console');

/**
 * Builds the page of the console with Vite, unless its sources are as they were at an earlier build.
 * @returns the folder of the build: `index.html` and `assets/`
 * @throws Error with the output of Vite
 */
export function buildConsole(): string {
  const folder = join(cacheFolder, hashSources());
  if (existsSync(folder)) return folder;
  // A build that is broken off, or that another process does at the same time, never has the final name.
  const unfinished = `${folder}.${randomUUID()}`;
  const vite = join(projectRoot, 'node_modules', 'vite', 'bin', 'vite.js');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vite, 'build', join(projectRoot, 'lib', 'console'), '--outDir', unfinished, '--emptyOutDir', '--logLevel', 'warn'],
    { cwd: projectRoot, encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production' } },
  );
  if (status !== 0) throw new Error(`the build of the console failed:\n${stdout}${stderr}`);
  moveUnlessPresent(unfinished, folder);
  return folder;
}

/** Another process may have finished the same build meanwhile. */
function moveUnlessPresent(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (cause) {
    rmSync(from, { recursive: true, force: true });
    if (!existsSync(to)) throw cause;
  }
}

/** Builds the console and writes each of its files, compressed with gzip, into a folder. */
export function writeConsoleFiles(folder: string): void {
  const built = buildConsole();
  for (const file of globSync('**/*.*', { cwd: built })) {
    const target = join(folder, `${file}.gz`);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, gzipSync(readFileSync(join(built, file)), { level: 9 }));
  }
}

function hashSources(): string {
  const hash = createHash('sha256');
  for (const file of globSync(sources, { cwd: projectRoot, exclude: ['lib/client/dist/**'] }).sort()) {
    hash.update(`${file}\n`).update(readFileSync(join(projectRoot, file)));
  }
  return hash.digest('hex').slice(0, 24);
}
