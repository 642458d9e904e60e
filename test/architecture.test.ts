import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { barrels, circles, impurities, longFiles, wrongPackages } from './support/architecture/architecture-rules.ts';
import { crowdedFolders, diagramFaults, folderCircles } from './support/architecture/folder-rules.ts';
import { readHouseDiagram } from './support/architecture/house-diagram.ts';
import { projectRoot, sourceFiles, sourceOf, styleFiles } from './support/architecture/source-files.ts';

const shipped = sourceFiles(['bin', 'lambdas', 'lib']);
const everything = [...shipped, ...sourceFiles(['test'])];
const diagram = readHouseDiagram(readFileSync(join(projectRoot, 'docs/architecture.md'), 'utf8'));

/** The paths of all files in the project's folders, with any extension. */
function projectFiles(): string[] {
  return ['bin', 'docs', 'lambdas', 'lib', 'test'].flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(projectRoot, join(entry.parentPath, entry.name))),
  );
}

const units = everything.filter(({ path }) => /(?<!\.local|\.e2e)\.test\.ts$/.test(path));
const sharing = everything.filter(({ path }) => /(?<!\.e2e)\.test\.ts$/.test(path));

describe('the architecture', () => {
  it('has the folders and the arrows of the diagram in docs/architecture.md, and no others', () => {
    expect(diagramFaults(shipped, diagram)).toEqual([]);
  });

  it('has no circle of folders', () => {
    expect(folderCircles(shipped)).toEqual([]);
  });

  it('has no circle of files, tests included', () => {
    expect(circles(everything)).toEqual([]);
  });

  it('has no folder with more than 25 files', () => {
    expect(crowdedFolders(projectFiles())).toEqual([]);
  });

  it('uses in each layer only the packages of that layer', () => {
    expect(wrongPackages(shipped)).toEqual([]);
  });

  it('keeps the core pure: no AWS, no clock, no environment, no random numbers but its own', () => {
    expect(impurities(shipped)).toEqual([]);
  });

  it('has no file over 400 lines, tests and styles included', () => {
    expect(longFiles([...everything, ...styleFiles(['lib'])])).toEqual([]);
  });

  it('has no file that only re-exports', () => {
    expect(barrels(everything)).toEqual([]);
  });

  it('names a test that needs servers, processes or threads `.local` or `.e2e`', () => {
    const heavy =
      /support\/(local\/|console\/(console-server|browser))|helping-threads|^node:(child_process|worker_threads)$/;
    const misnamed = units.filter((file) => file.imports.some((one) => heavy.test(one.target ?? one.specifier)));
    expect(misnamed.map((file) => file.path)).toEqual([]);
  });

  it('resets the modules at the end of a test that replaces some: all files but those of whole processes share them', () => {
    const replaces = /\bvi\.(doMock|mock)\(/;
    const replacers = new Set(everything.filter(({ text }) => replaces.test(text)).map(({ path }) => path));
    const replacing = sharing.filter(
      ({ path, imports }) => replacers.has(path) || imports.some(({ target }) => replacers.has(target ?? '')),
    );
    const leaving = replacing.filter(({ text }) => !text.includes('\nafterAll(() => vi.resetModules());'));
    expect(replacing.length).toBeGreaterThan(5);
    expect(leaving.map(({ path }) => path)).toEqual([]);
  });

  it('pins every dependency to an exact version', () => {
    const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
    const versions = Object.entries<string>({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});

const page = (...lines: string[]) => readHouseDiagram(`\`\`\`mermaid\nflowchart TD\n${lines.join('\n')}\n\`\`\``);

/** A small house: two rooms in a core, and use cases, ports, handlers and stores around it. */
const small = page(
  'subgraph core["core"]',
  '  numerics["numerics"]',
  '  losses["losses"]',
  '  training["training"]',
  '  losses --> numerics',
  '  training --> losses',
  'end',
  'handlers["handlers"]',
  'stores["stores"]',
  'composition["composition"]',
  'handlers --> composition',
  'composition --> stores',
);

const smallHouse = [
  sourceOf('core/numerics/sum.ts', ''),
  sourceOf('core/losses/hinge.ts', "import { sum } from '../numerics/sum.ts';\n"),
  sourceOf('core/training/step.ts', "import { hinge } from '../losses/hinge.ts';\n"),
  sourceOf('stores/table.ts', ''),
  sourceOf('composition/compose.ts', "import { table } from '../stores/table.ts';\n"),
  sourceOf('handlers/get.ts', "import { compose } from '../composition/compose.ts';\n"),
];

describe('the rules of folders', () => {
  it('accept a house that is as it is drawn', () => {
    expect(diagramFaults(smallHouse, small)).toEqual([]);
  });

  it('accept an import along a path of arrows inside a layer', () => {
    const far = sourceOf('core/training/far.ts', "import { sum } from '../numerics/sum.ts';\n");
    expect(diagramFaults([...smallHouse, far], small)).toEqual([]);
  });

  it('refuse an import along a path of arrows between layers: handlers reach no stores through the composition', () => {
    const far = sourceOf('handlers/far.ts', "import { table } from '../stores/table.ts';\n");
    expect(diagramFaults([...smallHouse, far], small)).toEqual(['handlers/far.ts imports stores/table.ts: no arrow']);
  });

  it('refuse an import against the arrows, as a type or at run time too', () => {
    for (const text of ["import type { S } from '../training/step.ts';\n", "await import('../training/step.ts');\n"]) {
      const back = sourceOf('core/numerics/back.ts', text);
      expect(diagramFaults([...smallHouse, back], small)).toHaveLength(1);
    }
  });

  it('refuse a file in a folder that is not drawn', () => {
    const lost = sourceOf('attic/a.ts', '');
    expect(diagramFaults([...smallHouse, lost], small)).toEqual(['attic/a.ts is in no folder of the diagram']);
  });

  it('refuse an arrow that no import needs, and a folder without files', () => {
    const drawn = page('a["a"]', 'b["b"]', 'c["c"]', 'a --> b');
    const files = [sourceOf('a/a.ts', ''), sourceOf('b/b.ts', '')];
    expect(diagramFaults(files, drawn)).toEqual([
      'the diagram has a folder without files: c',
      'no import needs a --> b',
    ]);
  });

  it('refuse a diagram with a circle', () => {
    const drawn = page('a["a"]', 'b["b"]', 'a --> b', 'b --> a');
    const files = [
      sourceOf('a/a.ts', "import { c } from '../b/c.ts';\n"),
      sourceOf('a/b.ts', ''),
      sourceOf('b/a.ts', "import { b } from '../a/b.ts';\n"),
      sourceOf('b/c.ts', ''),
    ];
    expect(diagramFaults(files, drawn)).toHaveLength(2);
    expect(folderCircles(files)).toEqual(['a -> b -> a']);
  });

  it('refuse a diagram with a line that cannot be read, or an arrow to nowhere', () => {
    expect(() => page('a -.-> b')).toThrow('cannot read');
    expect(() => page('a["a"]', 'a --> b')).toThrow('unknown folder b');
  });

  it('find a folder with too many files', () => {
    const paths = ['a/1.ts', 'a/2.ts', 'a/b/1.ts'];
    expect(crowdedFolders(paths, 1)).toEqual(['a holds 2 files']);
    expect(crowdedFolders(paths, 2)).toEqual([]);
  });
});

describe('the rules of files', () => {
  it.each([
    ['a node module in the core', 'lambdas/core/a.ts', "import { createHash } from 'node:crypto';\n"],
    ['a thread in the core', 'lambdas/core/a.ts', "import { Worker } from 'node:worker_threads';\n"],
    ['an AWS client in a use case', 'lambdas/use-cases/a.ts', "import { S3Client } from '@aws-sdk/client-s3';\n"],
    ['the CDK in a handler', 'lambdas/handlers/a.ts', "import { Stack } from 'aws-cdk-lib';\n"],
  ])('refuse %s', (_what, path, text) => {
    expect(wrongPackages([sourceOf(path, text)])).toHaveLength(1);
  });

  it('find a circle of types as well as of values', () => {
    const a = sourceOf('lambdas/core/a.ts', "import type { B } from './b.ts';\n");
    const b = sourceOf('lambdas/core/b.ts', "import {\n  a,\n} from './a.ts';\n");
    expect(circles([a, b])).toEqual(['lambdas/core/a.ts -> lambdas/core/b.ts -> lambdas/core/a.ts']);
  });

  it.each(["import { S3Client } from '@aws-sdk/client-s3';\n", 'const now = Date.now();\n', 'Math.random();\n'])(
    'refuse in the core: %s',
    (text) => {
      expect(impurities([sourceOf('lambdas/core/a.ts', text)])).toHaveLength(1);
    },
  );

  it('find a long file and a file that only re-exports', () => {
    expect(longFiles([sourceOf('lib/a.ts', 'a\n'.repeat(401))])).toHaveLength(1);
    expect(longFiles([sourceOf('lib/a.ts', 'a\n'.repeat(400))])).toEqual([]);
    expect(longFiles([sourceOf('lib/generated/a.ts', 'a\n'.repeat(401))])).toEqual([]);
    expect(barrels([sourceOf('lib/a.ts', "export * from './b.ts';\n")])).toHaveLength(1);
    expect(barrels([sourceOf('lib/a.ts', "export type { B } from './b.ts';\n")])).toHaveLength(1);
  });
});
