/**
 * build-bundles.ts FOLDER [NAME ...]: bundles each file of lambdas/handlers into a folder of its name, as `index.mjs`. The code of
 * the named handlers is in `text-model/`: they call the text model.
 */
import { readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from './bundle-options.ts';

/**
 * Handlers with code behind `import()`. It is in files of its own, which the first call that needs them reads, so that
 * the function starts with less.
 */
const splitHandlers: ReadonlySet<string> = new Set(['similar']);

const handlersFolder = join(bundleOptions.absWorkingDir, 'lambdas', 'handlers');
const [folder = '', ...withTextModel] = process.argv.slice(2);

// Folders hold what several handlers share.
const files = readdirSync(handlersFolder, { withFileTypes: true }).filter((entry) => entry.isFile());
const names = files.map(({ name }) => parse(name).name);
const whole = names.filter((name) => !splitHandlers.has(name));
await build({
  ...bundleOptions,
  outdir: folder,
  entryPoints: whole.map((name) =>
    entryOf(withTextModel.includes(name) ? join('text-model', name) : name, join(name, 'index')),
  ),
});
// Handlers that are split in one build would share files outside their folders.
for (const name of splitHandlers)
  await build({ ...bundleOptions, outdir: join(folder, name), entryPoints: [entryOf(name, 'index')], splitting: true });

function entryOf(name: string, out: string): { in: string; out: string } {
  return { in: join(handlersFolder, `${name}.ts`), out };
}
