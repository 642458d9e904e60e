/**
 * `npm run build:kernels`: reads which functions lambdas/core/kernels/simd/assembly exports, numbers the works among
 * them, and compiles the assembly with AssemblyScript, once strict and once relaxed. The results are the files named in
 * `buildKernels`. The binaries are base64 in TypeScript, so that no file is read at run time.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { doWorkSource, readAssemblyExports, simdExportsSource } from './kernel-exports.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const assembly = 'lambdas/core/kernels/simd/assembly';
const generated = 'lambdas/core/kernels/simd/generated';
const compiler = join(root, 'node_modules/assemblyscript/bin/asc.js');

/**
 * The passes of -O3 that leave operations in the order they are written in. The others move an operation to where its
 * result is used. Then the tiles of gemm and the exponentials lose the order that keeps the processor busy and the
 * values in registers. The engine does the remaining optimization.
 */
const passes =
  'inlining-optimizing ssa-nomerge dce remove-unused-names remove-unused-brs optimize-instructions precompute-propagate rse ' +
  'coalesce-locals-learning vacuum merge-blocks optimize-instructions vacuum reorder-locals remove-unused-module-elements ' +
  'duplicate-function-elimination';

const options = [
  ...['--optimizeLevel', '0', '--shrinkLevel', '0', '--runPasses', passes.replaceAll(' ', ',')],
  ...['--noAssert', '--runtime', 'stub', '--use', 'abort='],
  ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
  ...['--enable', 'simd', '--enable', 'threads', '--enable', 'bulk-memory'],
];

/** The generated files by their path from the project root, as the assembly has them now. Compiling takes seconds. */
export function buildKernels(): Readonly<Record<string, string>> {
  return { ...exportTexts(), [`${generated}/binaries.ts`]: binariesSource() };
}

/** The generated files that the compiler needs, and their types for TypeScript. */
function exportTexts(): Readonly<Record<string, string>> {
  const found = readAssemblyExports(join(root, assembly));
  return {
    [`${assembly}/do-work.ts`]: doWorkSource(found),
    [`${generated}/simd-exports.ts`]: simdExportsSource(found),
  };
}

function binariesSource(): string {
  return `/** Written by \`npm run build:kernels\` from assembly/: WebAssembly with plain SIMD, as base64. */
export const strictBinary =
  '${compile([])}';

/** The same with relaxed SIMD. */
export const relaxedBinary =
  '${compile(['--enable', 'relaxed-simd'])}';
`;
}

/** The files whose exports the module has: those with functions that TypeScript calls. */
function entries(): string[] {
  const files = new Set(readAssemblyExports(join(root, assembly)).calls.map(({ file }) => file));
  return [...files, 'do-work'].map((file) => join(root, assembly, `${file}.ts`));
}

/** Compiles one build; returns the binary as base64. */
function compile(features: readonly string[]): string {
  const output = mkdtempSync(join(tmpdir(), 'kindred-kernels-'));
  try {
    const file = join(output, 'kernels.wasm');
    execFileSync(process.execPath, [compiler, ...entries(), '--outFile', file, ...options, ...features], { cwd: root });
    return readFileSync(file).toString('base64');
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

function write(texts: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(texts)) writeFileSync(join(root, path), text);
}

if (import.meta.main) {
  // The compiler reads the numbering, so it is written first.
  write(exportTexts());
  write(buildKernels());
}
