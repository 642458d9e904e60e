import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Stack, Stage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type BuildOptions, buildSync } from 'esbuild';
import { CONSOLE_FOLDER, DOCS_PAGE_FILE } from '../../lambdas/shared/bundle-files.ts';
import { buildDocsPage } from '../openapi/docs-page.ts';
import { writeConsoleFiles } from './console-build.ts';

const projectRoot = join(import.meta.dirname, '..', '..');
const openApiFile = join(projectRoot, 'docs', 'api', 'openapi.json');
const handlersFolder = join(projectRoot, 'lambdas', 'handlers');

/**
 * Packages of CommonJS that are part of an ESM bundle, such as yauzl, call `require` for Node modules. ESM has none, so
 * the bundle makes one.
 */
export const BUNDLE_BANNER =
  "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);";

/**
 * Bundles the handlers, all in one go: they share most of their modules, which are read and parsed once.
 * @param withTextModel Handlers that call the text model: their code is in `text-model/`. Default: none.
 * @returns the code of a handler by its name. Where the CDK asks for no bundles (`cdk list`, tests of the template) it is
 * the folder of the sources.
 */
export function bundleHandlers(scope: Construct, withTextModel: readonly string[] = []): (handler: string) => Code {
  if (!Stack.of(scope).bundlingRequired) return () => Code.fromAsset(handlersFolder);
  const folder = join(Stage.of(scope)!.assetOutdir, 'bundles');
  buildBundles(folder, new Set(withTextModel));
  return (handler) => {
    // Only a stack with the console builds its page.
    if (handler === 'console') writeConsoleFiles(join(folder, handler, CONSOLE_FOLDER));
    return Code.fromAsset(join(folder, handler));
  };
}

/**
 * Handlers with code behind `import()`. It is in files of its own, which the first call that needs them reads, so that
 * the function starts with less.
 */
const splitHandlers: ReadonlySet<string> = new Set(['similar']);

/** For Node 24, as ESM that includes the SDK: smaller and faster to start than the runtime's own SDK. */
function buildBundles(folder: string, withTextModel: ReadonlySet<string>): void {
  // Folders hold what several handlers share.
  const files = readdirSync(handlersFolder, { withFileTypes: true }).filter((entry) => entry.isFile());
  const names = files.map(({ name }) => parse(name).name);
  const whole = names.filter((name) => !splitHandlers.has(name));
  buildSync({
    ...bundleOptions,
    outdir: folder,
    entryPoints: whole.map((name) =>
      entryOf(withTextModel.has(name) ? join('text-model', name) : name, join(name, 'index')),
    ),
  });
  // Handlers that are split in one build would share files outside their folders.
  writeFileSync(join(folder, 'docs', DOCS_PAGE_FILE), gzipSync(buildDocsPage(readFileSync(openApiFile, 'utf8'))));
  for (const name of splitHandlers)
    buildSync({ ...bundleOptions, outdir: join(folder, name), entryPoints: [entryOf(name, 'index')], splitting: true });
}

function entryOf(name: string, out: string): { in: string; out: string } {
  return { in: join(handlersFolder, `${name}.ts`), out };
}

const bundleOptions = {
  absWorkingDir: projectRoot,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  banner: { js: BUNDLE_BANNER },
  mainFields: ['module', 'main'],
  minify: true,
  // Source maps would double the package and slow the start; `keepNames` makes stack traces readable enough.
  sourcemap: false,
  keepNames: true,
  logLevel: 'warning',
} as const satisfies BuildOptions;
