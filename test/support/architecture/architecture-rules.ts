import type { SourceFile } from './source-files.ts';

/** A room is a folder whose files may import only what its arrows allow. The longest matching prefix is a file's room. */
interface Room {
  readonly prefix: string;
  /** Prefixes of the project's own paths it may import (its own room is always allowed). */
  readonly mayImport: readonly string[];
  /** Packages and node: modules it may import; `*` for any. */
  readonly mayUse: readonly string[];
}

const COMPOSITION = 'lambdas/composition/';
/**
 * The one table of object prefixes and file endings. It imports nothing, so stores and constructs may import it too: a prefix
 * that the code writes and the prefix that a policy grants cannot differ.
 */
const OBJECT_LAYOUT = 'lambdas/formats/object-layout.ts';
const AWS_PACKAGE = /^(@aws-sdk\/|@aws\/|@aws-lambda-powertools\/|@smithy\/|aws-cdk|aws-lambda$|constructs$)/;

export const rooms: readonly Room[] = [
  { prefix: 'lambdas/core/', mayImport: [], mayUse: [] },
  { prefix: 'lambdas/ports/', mayImport: ['lambdas/core/'], mayUse: [] },
  { prefix: OBJECT_LAYOUT, mayImport: [], mayUse: [] },
  { prefix: 'lambdas/formats/', mayImport: ['lambdas/core/', OBJECT_LAYOUT], mayUse: ['node:', 'zod', 'csv-parse'] },
  { prefix: 'lambdas/http/', mayImport: ['lambdas/core/', 'lambdas/formats/'], mayUse: ['node:', 'zod'] },
  {
    prefix: 'lambdas/use-cases/',
    mayImport: ['lambdas/core/', 'lambdas/ports/', 'lambdas/formats/', OBJECT_LAYOUT],
    mayUse: ['node:'],
  },
  {
    prefix: 'lambdas/stores/',
    mayImport: ['lambdas/core/', 'lambdas/ports/', OBJECT_LAYOUT],
    mayUse: ['node:', '@aws-sdk/', '@smithy/', '@aws/durable-execution-sdk-js'],
  },
  {
    prefix: 'lambdas/handlers/',
    mayImport: [
      'lambdas/core/',
      'lambdas/ports/',
      'lambdas/formats/',
      'lambdas/http/',
      'lambdas/use-cases/',
      COMPOSITION,
    ],
    mayUse: ['node:', 'zod', '@aws-lambda-powertools/', 'aws-lambda', '@aws/durable-execution-sdk-js'],
  },
  {
    prefix: COMPOSITION,
    mayImport: ['lambdas/ports/', 'lambdas/stores/', 'lambdas/threads/', 'lambdas/use-cases/', 'lambdas/core/'],
    mayUse: ['node:', '@aws-sdk/', '@smithy/', '@aws-lambda-powertools/', '@aws/durable-execution-sdk-js'],
  },
  { prefix: 'lambdas/threads/', mayImport: ['lambdas/core/'], mayUse: ['node:'] },
  { prefix: 'lib/constructs/', mayImport: [OBJECT_LAYOUT], mayUse: ['node:', 'aws-cdk-lib', 'constructs', 'cdk-nag'] },
  { prefix: 'lib/stack.ts', mayImport: ['lib/constructs/'], mayUse: ['node:', 'aws-cdk-lib', 'constructs', 'cdk-nag'] },
  { prefix: 'lib/terminal/', mayImport: ['lambdas/core/'], mayUse: ['node:'] },
  { prefix: 'lib/local/', mayImport: ['lambdas/', 'lib/terminal/'], mayUse: ['*'] },
  { prefix: 'bin/', mayImport: ['lambdas/', 'lib/'], mayUse: ['*'] },
];

export function roomOf(path: string): Room | undefined {
  const matching = rooms.filter((room) => path.startsWith(room.prefix));
  return matching.sort((a, b) => b.prefix.length - a.prefix.length)[0];
}

/** Arrows that point where they may not, each as a sentence. */
export function wrongArrows(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const room = roomOf(file.path);
    if (room === undefined) return [`${file.path} is in no known room`];
    return file.imports
      .filter((one) => !isAllowed(room, one.target, one.specifier))
      .map((one) => `${file.path} imports ${one.target ?? one.specifier}`);
  });
}

function isAllowed(room: Room, target: string | undefined, specifier: string): boolean {
  if (target !== undefined) {
    return [room.prefix, ...room.mayImport].some(
      (prefix) => roomOf(target)?.prefix === prefix || isWholesale(prefix, target),
    );
  }
  return room.mayUse.some(
    (name) =>
      name === '*' ||
      specifier === name ||
      specifier.startsWith(name.endsWith('/') || name.endsWith(':') ? name : `${name}/`),
  );
}

/** `lambdas/` and `lib/` open all the rooms below them. */
function isWholesale(prefix: string, target: string): boolean {
  return (prefix === 'lambdas/' || prefix === 'lib/') && target.startsWith(prefix);
}

/** AWS words in the pure core, and anything that reads the world: clock, environment, chance. */
export function impurities(files: readonly SourceFile[]): string[] {
  const worldly = /\b(Math\.random|Date\.now|new Date\(|process\.|performance\.)/;
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

/** Files that hand on what others define. */
export function barrels(files: readonly SourceFile[]): string[] {
  const reExport = /^\s*export\s+(?:type\s+)?(?:\*|\{[^}]*\})(?:\s+as\s+\w+)?\s+from\s/m;
  return files.filter((file) => reExport.test(file.text)).map((file) => `${file.path} re-exports`);
}

/** Files that outgrew their name. */
export function longFiles(files: readonly SourceFile[], maxLines = 400): string[] {
  return files.filter((file) => file.lines > maxLines).map((file) => `${file.path} has ${file.lines} lines`);
}

const EXPORTED_VALUE = /^export (?:async )?(?:function\*?|const|let|(?:abstract )?class) (\w+)/gm;
/** Called from outside the sources: functions by Lambda, assembly by the kernels' binaries. */
const ENTRY_FILES = /^lambdas\/handlers\/|\/assembly\//;

/** Values that a file hands out and nobody takes; types may stand in the signature of what is taken. */
export function unusedExports(files: readonly SourceFile[]): string[] {
  const words = new Map(files.map((file) => [file.path, new Set(file.text.match(/\w+/g))]));
  const taken = (name: string, path: string) =>
    files.some((file) => file.path !== path && words.get(file.path)!.has(name));
  return files
    .filter((file) => !ENTRY_FILES.test(file.path))
    .flatMap((file) => [...file.text.matchAll(EXPORTED_VALUE)].map((match) => ({ path: file.path, name: match[1]! })))
    .filter(({ path, name }) => !taken(name, path))
    .map(({ path, name }) => `${path} exports ${name}, which nobody takes`);
}
