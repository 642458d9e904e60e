import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Stack, Stage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { CONSOLE_FOLDER, DOCS_PAGE_FILE } from '../../lambdas/shared/bundle-files.ts';
import { buildDocsPage } from '../openapi/docs-page.ts';
import { writeConsoleFiles } from './console-build.ts';

const projectRoot = join(import.meta.dirname, '..', '..');
const openApiFile = join(projectRoot, 'docs', 'api', 'openapi.json');
const handlersFolder = join(projectRoot, 'lambdas', 'handlers');
/** A process of its own: constructs are synchronous, and esbuild runs plugins only in asynchronous builds. */
const buildScript = join(import.meta.dirname, 'build-bundles.ts');

/**
 * Bundles the handlers, all in one go: they share most of their modules, which are read and parsed once.
 * @param withTextModel Handlers that call the text model: their code is in `text-model/`. Default: none.
 * @returns the code of a handler by its name. Where the CDK asks for no bundles (`cdk list`, tests of the template) it is
 * the folder of the sources.
 */
export function bundleHandlers(scope: Construct, withTextModel: readonly string[] = []): (handler: string) => Code {
  if (!Stack.of(scope).bundlingRequired) return () => Code.fromAsset(handlersFolder);
  const folder = join(Stage.of(scope)!.assetOutdir, 'bundles');
  buildBundles(folder, withTextModel);
  return (handler) => {
    // Only a stack with the console builds its page.
    if (handler === 'console') writeConsoleFiles(join(folder, handler, CONSOLE_FOLDER));
    return Code.fromAsset(join(folder, handler));
  };
}

function buildBundles(folder: string, withTextModel: readonly string[]): void {
  execFileSync(process.execPath, [buildScript, folder, ...withTextModel], { stdio: ['ignore', 'ignore', 'inherit'] });
  writeFileSync(join(folder, 'docs', DOCS_PAGE_FILE), gzipSync(buildDocsPage(readFileSync(openApiFile, 'utf8'))));
}
