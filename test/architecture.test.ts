import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  barrels,
  circles,
  impurities,
  longFiles,
  unusedExports,
  wrongArrows,
} from './support/architecture/architecture-rules.ts';
import { projectRoot, sourceFiles, sourceOf } from './support/architecture/source-files.ts';

const shipped = sourceFiles(['bin', 'lambdas', 'lib']);
const everything = [...shipped, ...sourceFiles(['test'])];

describe('the architecture', () => {
  it('has arrows in one direction only', () => {
    expect(wrongArrows(shipped)).toEqual([]);
  });

  it('has no circles', () => {
    expect(circles(everything)).toEqual([]);
  });

  it('keeps the core pure: no AWS, no clock, no environment, no chance', () => {
    expect(impurities(shipped)).toEqual([]);
  });

  it('has no file over 400 lines, tests included', () => {
    expect(longFiles(everything)).toEqual([]);
  });

  it('has no barrels', () => {
    expect(barrels(everything)).toEqual([]);
  });

  it('hands out no value that nobody takes', () => {
    expect(unusedExports(everything)).toEqual([]);
  });

  it('pins every dependency exactly', () => {
    const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
    const versions = Object.entries<string>({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});

describe('the architecture test itself', () => {
  it.each([
    ['a use case that knows a store', 'lambdas/use-cases/a.ts', "import { S } from '../stores/s.ts';\n"],
    ['a core file that imports a port', 'lambdas/core/a.ts', "import type { P } from '../ports/p.ts';\n"],
    ['a core file that imports a node module', 'lambdas/core/a.ts', "import { createHash } from 'node:crypto';\n"],
    ['a handler that knows a store', 'lambdas/handlers/a.ts', "import { S } from '../stores/s.ts';\n"],
    [
      'a use case that knows the worker threads',
      'lambdas/use-cases/a.ts',
      "import { W } from '../threads/worker-threads.ts';\n",
    ],
    ['a core file that starts a thread', 'lambdas/core/a.ts', "import { Worker } from 'node:worker_threads';\n"],
    ['a lambda that imports lib', 'lambdas/use-cases/a.ts', "import { s } from '../../lib/stack.ts';\n"],
    ['a construct that imports a lambda', 'lib/constructs/a.ts', "import { h } from '../../lambdas/handlers/h.ts';\n"],
    ['an AWS client in a use case', 'lambdas/use-cases/a.ts', "import { S3Client } from '@aws-sdk/client-s3';\n"],
    ['a hidden arrow', 'lambdas/core/a.ts', "const s = await import('../stores/s.ts');\n"],
    ['a file in no room', 'lambdas/else/a.ts', 'export const a = 1;\n'],
  ])('refuses %s', (_what, path, text) => {
    expect(wrongArrows([sourceOf(path, text)])).toHaveLength(1);
  });

  it('lets compose know the stores', () => {
    const compose = sourceOf('lambdas/composition/compose.ts', "import { S } from '../stores/s.ts';\n");
    expect(wrongArrows([compose])).toEqual([]);
  });

  it('finds a circle of types as well as of values', () => {
    const a = sourceOf('lambdas/core/a.ts', "import type { B } from './b.ts';\n");
    const b = sourceOf('lambdas/core/b.ts', "import {\n  a,\n} from './a.ts';\n");
    expect(circles([a, b])).toEqual(['lambdas/core/a.ts -> lambdas/core/b.ts -> lambdas/core/a.ts']);
  });

  it.each(["import { S3Client } from '@aws-sdk/client-s3';\n", 'const now = Date.now();\n', 'Math.random();\n'])(
    'finds the world in the core: %s',
    (text) => {
      expect(impurities([sourceOf('lambdas/core/a.ts', text)])).toHaveLength(1);
    },
  );

  it('finds a value that nobody takes', () => {
    const a = sourceOf('lib/a.ts', 'export const kept = 1;\nexport function left() {}\nexport type Shape = 1;\n');
    const b = sourceOf('lib/b.ts', "import { kept } from './a.ts';\n");
    expect(unusedExports([a, b])).toEqual(['lib/a.ts exports left, which nobody takes']);
  });

  it('finds a long file and a barrel', () => {
    expect(longFiles([sourceOf('lib/a.ts', 'a\n'.repeat(401))])).toHaveLength(1);
    expect(longFiles([sourceOf('lib/a.ts', 'a\n'.repeat(400))])).toEqual([]);
    expect(barrels([sourceOf('lib/a.ts', "export * from './b.ts';\n")])).toHaveLength(1);
    expect(barrels([sourceOf('lib/a.ts', "export type { B } from './b.ts';\n")])).toHaveLength(1);
  });
});
