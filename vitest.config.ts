import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** A test that hangs ends with this; no busy machine comes near it, so that no test fails because it is slow. */
const CEILING_MILLISECONDS = 900_000;

/** What a test waits for in a browser comes within this time on the busiest machine, if it comes. */
const POLL_MILLISECONDS = 300_000;

const templateTests = [
  'test/constructs/**/*.local.test.ts',
  'test/docs/quotas.local.test.ts',
  'test/stack.local.test.ts',
  'test/http/routes.local.test.ts',
];

/** The ending of a file says its kind: `.local` needs servers, builds, threads or whole trainings, `.e2e` whole processes. */
const kinds = [
  // The files of a kind share the modules that a worker has loaded. One that replaces modules resets them at its end.
  { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/**/*.{local,e2e}.test.ts'], isolate: false },
  { name: 'local', include: ['test/**/*.local.test.ts'], exclude: templateTests, isolate: false },
  // The files that look at templates share the CDK, which takes seconds to load, and the templates that they synthesize.
  // What the CDK would validate against CloudFormation's rules takes seconds for each template; `npm run synth` does it.
  { name: 'local-templates', include: templateTests, isolate: false, env: { CDK_VALIDATION: 'false' } },
  { name: 'e2e', include: ['test/**/*.e2e.test.ts'], globalSetup: ['test/support/local/prepare-stack.ts'] },
];

export default defineConfig({
  test: {
    projects: kinds.map((kind) => ({
      test: {
        ...kind,
        setupFiles: ['test/support/same-bytes.ts'],
        testTimeout: CEILING_MILLISECONDS,
        hookTimeout: CEILING_MILLISECONDS,
        expect: { poll: { timeout: POLL_MILLISECONDS } },
      },
    })),
    // Workers that wait for servers, browsers and processes leave a processor idle: twice as many make use of it.
    maxWorkers: 2 * availableParallelism(),
    // One line for each file; only failed tests are listed.
    slowTestThreshold: CEILING_MILLISECONDS,
    coverage: {
      provider: 'v8',
      include: ['bin/**/*.ts', 'lambdas/**/*.ts', 'lib/**/*.ts'],
      exclude: [
        // AssemblyScript, compiled to WebAssembly, which V8 does not count.
        'lambdas/core/kernels/simd/assembly/**',
        // Entry files of a few lines, which only run as processes of their own; what they call is measured.
        'bin/{app,kindred,sizing,write-docs}.ts',
        'lib/local/demo/start.ts',
      ],
      reporter: ['text-summary', 'html', 'json-summary'],
      thresholds: { lines: 95, branches: 90, 'lambdas/core/**': { lines: 100 } },
    },
  },
});
