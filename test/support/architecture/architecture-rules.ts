import type { SourceFile } from './source-files.ts';

/** Packages and `node:` modules that the files of a layer may import; `*` for any. */
interface PackageRule {
  readonly prefix: string;
  readonly mayUse: readonly string[];
}

const AWS_PACKAGE = /^(@aws-sdk\/|@aws\/|@aws-lambda-powertools\/|@smithy\/|aws-cdk|aws-lambda$|constructs$)/;
const CDK = ['node:', 'aws-cdk-lib', 'constructs', 'cdk-nag', 'esbuild'];

/** By path, the longest prefix decides. */
const packageRules: readonly PackageRule[] = [
  { prefix: 'lambdas/core/', mayUse: [] },
  // Texts become tokens here, wherever they come from. Both packages are pure, and only find tags and entities.
  { prefix: 'lambdas/core/features/', mayUse: ['htmlparser2', 'entities'] },
  // Lays points out. It is pure: its random numbers are given to it.
  { prefix: 'lambdas/core/map/', mayUse: ['umap-js'] },
  { prefix: 'lambdas/ports/', mayUse: [] },
  { prefix: 'lambdas/shared/', mayUse: ['node:'] },
  { prefix: 'lambdas/formats/', mayUse: ['node:', 'zod', 'htmlparser2', 'hyparquet', 'hyparquet-writer', 'yauzl'] },
  { prefix: 'lambdas/http/', mayUse: ['node:', 'zod'] },
  { prefix: 'lambdas/use-cases/', mayUse: ['node:'] },
  { prefix: 'lambdas/stores/', mayUse: ['node:', '@aws-sdk/', '@smithy/', '@aws/durable-execution-sdk-js'] },
  { prefix: 'lambdas/threads/', mayUse: ['node:'] },
  {
    prefix: 'lambdas/composition/',
    mayUse: ['node:', '@aws-sdk/', '@smithy/', '@aws-lambda-powertools/', '@aws/durable-execution-sdk-js'],
  },
  {
    prefix: 'lambdas/handlers/',
    mayUse: ['node:', 'zod', '@aws-lambda-powertools/', 'aws-lambda', '@aws/durable-execution-sdk-js'],
  },
  { prefix: 'lib/constructs/', mayUse: CDK },
  { prefix: 'lib/stack.ts', mayUse: CDK },
  // A package of its own, for browsers too.
  { prefix: 'lib/client/', mayUse: [] },
  // Runs in browsers.
  { prefix: 'lib/console/', mayUse: ['preact', '@preact/signals'] },
  // Finding points by their place is a search in two dimensions, which a small package does well.
  { prefix: 'lib/console/views/map/data/', mayUse: ['preact', '@preact/signals', 'kdbush', 'd3-polygon'] },
  // Plain WebGL and the gestures of maps. Whole scatter plots either compile code, which the content policy forbids, or need WebGPU.
  {
    prefix: 'lib/console/views/map/drawing/',
    mayUse: ['preact', '@preact/signals', 'twgl.js', 'd3-zoom', 'd3-selection'],
  },
  { prefix: 'lib/console/vite.config.ts', mayUse: ['vite'] },
  { prefix: 'lib/openapi/', mayUse: ['node:', 'zod'] },
  // Only `npm run docs` and tests load it; the rest of the folder is in functions.
  { prefix: 'lib/openapi/postman-collection.ts', mayUse: ['openapi-to-postmanv2'] },
  { prefix: 'lib/terminal/', mayUse: ['node:', 'commander', 'string-width'] },
  { prefix: 'lib/local/', mayUse: ['*'] },
  { prefix: 'bin/', mayUse: ['*'] },
];

/** Imports of packages that a layer may not use, each as a sentence. */
export function wrongPackages(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const mayUse = packagesOf(file.path);
    return file.imports
      .filter((one) => one.target === undefined && !mayUse.some((name) => isOf(one.specifier, name)))
      .map((one) => `${file.path} imports ${one.specifier}`);
  });
}

function packagesOf(path: string): readonly string[] {
  const matching = packageRules.filter((rule) => path.startsWith(rule.prefix));
  return matching.sort((a, b) => b.prefix.length - a.prefix.length)[0]?.mayUse ?? [];
}

function isOf(specifier: string, name: string): boolean {
  if (name === '*' || specifier === name) return true;
  return specifier.startsWith(name.endsWith('/') || name.endsWith(':') ? name : `${name}/`);
}

/** AWS packages in the pure core, and anything that depends on the outside: clock, environment, random numbers. */
export function impurities(files: readonly SourceFile[]): string[] {
  const worldly = /\b(Math\.random|Date\.now|new Date\(\)|process\.|performance\.)/;
  return files
    .filter((file) => file.path.startsWith('lambdas/core/'))
    .flatMap((file) => {
      const aws = file.imports
        .filter((one) => AWS_PACKAGE.test(one.specifier))
        .map((one) => `${file.path} imports ${one.specifier}`);
      const match = worldly.exec(withoutComments(file.text));
      return match ? [...aws, `${file.path} uses ${match[0]}`] : aws;
    });
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}

/** Circles of imports (type-only ones included), each as the path around. */
export function circles(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const seenAt = trail.indexOf(path);
    if (seenAt >= 0) {
      found.push([...trail.slice(seenAt), path].join(' -> '));
      return;
    }
    if (done.has(path)) return;
    for (const one of byPath.get(path)?.imports ?? []) if (one.target) visit(one.target, [...trail, path]);
    done.add(path);
  };
  for (const file of files) visit(file.path, []);
  return found;
}

/** Files that re-export what others define. */
export function barrels(files: readonly SourceFile[]): string[] {
  const reExport = /^\s*export\s+(?:type\s+)?(?:\*|\{[^}]*\})(?:\s+as\s+\w+)?\s+from\s/m;
  return files.filter((file) => reExport.test(file.text)).map((file) => `${file.path} re-exports`);
}

/** Files that are too long for one topic. */
export function longFiles(files: readonly SourceFile[], maxLines = 400): string[] {
  // Nobody reads or edits what is generated.
  const written = files.filter(({ path }) => !path.includes('/generated/'));
  return written.filter((file) => file.lines > maxLines).map((file) => `${file.path} has ${file.lines} lines`);
}
