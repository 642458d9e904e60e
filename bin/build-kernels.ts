/**
 * `npm run build:kernels`: compiles lambdas/core/kernels/simd/assembly with AssemblyScript, strict and relaxed, and writes the
 * two WebAssembly binaries as base64 into lambdas/core/kernels/simd/binaries.ts, so that no file is read when they are used.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'lambdas/core/kernels/simd');
const compiler = join(root, 'node_modules/assemblyscript/bin/asc.js');

/** The files of assembly/ whose exports the kernels call. */
const entries = [
  'gemm',
  'softmax',
  'bags',
  'optimizers',
  'average',
  'scan',
  'gather',
  'triplets',
  'semi-hard',
  'seed',
  'work',
  'work-scheduler',
].map((name) => join(folder, `assembly/${name}.ts`));

/**
 * Those of -O3 that leave operations in the order they are written in: it moves each to where its result is wanted, and so the tiles of
 * gemm and the exponentials lose the order that keeps the processor busy and the values in registers. The engine does the rest.
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

/** The binary of one build, as base64. */
function compile(features: readonly string[]): string {
  const output = mkdtempSync(join(tmpdir(), 'kindred-kernels-'));
  try {
    const file = join(output, 'kernels.wasm');
    execFileSync(process.execPath, [compiler, ...entries, '--outFile', file, ...options, ...features], { cwd: root });
    return readFileSync(file).toString('base64');
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

/** The text of binaries.ts. */
export function binariesSource(): string {
  return `/** Written by \`npm run build:kernels\` from assembly/: WebAssembly with plain SIMD, as base64. */
export const strictBinary =
  '${compile([])}';

/** The same with relaxed SIMD. */
export const relaxedBinary =
  '${compile(['--enable', 'relaxed-simd'])}';
`;
}

if (import.meta.main) writeFileSync(join(folder, 'binaries.ts'), binariesSource());
