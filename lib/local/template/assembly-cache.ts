import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { projectRoot, synthesize } from './synthesize.ts';

/** What the template and its bundles are made of: files and folders of the project. The lock file stands for packages. */
const SOURCES = [
  'bin/app.ts',
  'lib',
  'lambdas',
  'docs/api',
  'cdk.json',
  'cdk.context.json',
  'package.json',
  'package-lock.json',
];
/** Variables that the CDK reads. */
const VARIABLES = /^CDK_(?!OUTDIR)/;
/** Stacks that are kept: those of the branches that one switches between. */
const KEPT = 3;

/** Where synthesized stacks are kept by the content of their sources, for all home folders. */
const STACK_CACHE = join(projectRoot, 'node_modules', '.cache', 'kindred');

/**
 * Fills a folder with the synthesized stack, as `synthesize` does. A stack that was synthesized from the same sources
 * before is copied instead.
 * @param onBuild Called before a synthesis, which takes seconds.
 * @param cache Where stacks are kept (default: beside the packages). If it cannot be written, nothing is kept.
 * @returns whether the stack was copied
 * @throws as synthesize does
 */
export async function prepareAssembly(
  folder: string,
  onBuild: () => void,
  cache: string = STACK_CACHE,
  build: (folder: string) => Promise<void> = synthesize,
): Promise<boolean> {
  const kept = join(cache, hashSources());
  if (existsSync(kept)) {
    utimesSync(kept, new Date(), new Date());
    copyFolder(kept, folder);
    return true;
  }
  onBuild();
  await build(folder);
  try {
    keep(folder, kept);
    forgetOldest(cache);
  } catch {
    // The next start takes as long as this one.
  }
  return false;
}

/** A partial copy never has the final name. Another process may have kept the same stack meanwhile. */
function keep(folder: string, kept: string): void {
  const part = `${kept}.${process.pid}.part`;
  copyFolder(folder, part);
  if (existsSync(kept)) rmSync(part, { recursive: true });
  else renameSync(part, kept);
}

function copyFolder(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  cpSync(from, to, { recursive: true });
}

function forgetOldest(cache: string): void {
  const ages = readdirSync(cache).map((name) => ({ path: join(cache, name), ms: statSync(join(cache, name)).mtimeMs }));
  for (const { path } of ages.sort((a, b) => b.ms - a.ms).slice(KEPT)) rmSync(path, { recursive: true, force: true });
}

/** A hash of everything that decides the result: sources, packages, variables and the version of Node.js. */
function hashSources(): string {
  const hash = createHash('sha256').update(process.version);
  for (const name of Object.keys(process.env)
    .filter((one) => VARIABLES.test(one))
    .sort())
    hash.update(`\n${name}=${process.env[name]}`);
  for (const source of SOURCES)
    for (const file of listFiles(source)) hash.update(`\n${file}\n`).update(readFileSync(join(projectRoot, file)));
  return hash.digest('hex');
}

/** The files of a path of the project, in a fixed order; none if it does not exist. */
function listFiles(path: string): string[] {
  const found = statSync(join(projectRoot, path), { throwIfNoEntry: false });
  if (!found?.isDirectory()) return found ? [path] : [];
  return readdirSync(join(projectRoot, path))
    .sort()
    .flatMap((name) => listFiles(`${path}/${name}`));
}
