import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';

/**
 * Packages of CommonJS that are part of an ESM bundle, such as yauzl, call `require` for Node modules. ESM has none, so
 * the bundle makes one.
 */
export const BUNDLE_BANNER =
  "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);";

/**
 * Writes the keys of objects in a source as texts where they are constants: `{ [_hH]: 1 }` with `const _hH = "httpHeader";`
 * becomes `{ "httpHeader": 1 }`.
 */
export function withLiteralKeys(source: string): string {
  const texts = new Map([...source.matchAll(/^const (\w+) = ("[^"\n]*");$/gm)].map(([, name, text]) => [name, text]));
  return source.replace(/\[(\w+)\]:/g, (whole, name: string) => (texts.has(name) ? `${texts.get(name)}:` : whole));
}

/**
 * The SDK describes all operations of a service in one file, with constants as keys. A bundler has to assume that such a key
 * does something, so it keeps the operations that nobody uses: 50 KB at the start of a search.
 */
const unusedOperations: Plugin = {
  name: 'unused-operations',
  setup(build) {
    build.onLoad({ filter: /[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ }, ({ path }) => ({
      contents: withLiteralKeys(readFileSync(path, 'utf8')),
      loader: 'js',
    }));
  },
};

/**
 * The SDK imports `node:http` when it first calls an endpoint without TLS, which only this machine has. An import of a module reads
 * all its exports, and for `WebSocket` Node loads all of its `fetch`: 20 ms at the start of each local function.
 */
const httpWithoutFetch: Plugin = {
  name: 'http-without-fetch',
  setup(build) {
    build.onResolve({ filter: /^node:http$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, namespace: 'without-fetch' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'without-fetch' }, ({ path }) => ({
      contents: `export default process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

/** How a handler is bundled: for Node 24, as ESM that includes the SDK, which is smaller and faster to start than the runtime's own. */
export const bundleOptions = {
  absWorkingDir: join(import.meta.dirname, '..', '..'),
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
  plugins: [unusedOperations, httpWithoutFetch],
} as const satisfies BuildOptions;
