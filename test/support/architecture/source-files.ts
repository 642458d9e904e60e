import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** One import of a source file: where it points, as written and (when relative) as a path from the project's root. */
interface SourceImport {
  readonly specifier: string;
  readonly target: string | undefined;
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** Path from the project's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly SourceImport[];
}

const IMPORT = /^\s*(import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s*)?'([^']+)'/gm;
const DYNAMIC_IMPORT = /\bimport\(\s*'([^']+)'\s*\)/g;

/** Every TypeScript file below the folders, read and parsed for its imports. */
export function sourceFiles(folders: readonly string[], root = projectRoot): SourceFile[] {
  return folders.flatMap((folder) => filesIn(join(root, folder), /\.tsx?$/).map((file) => sourceFile(file, root)));
}

/** Every stylesheet below the folders. */
export function styleFiles(folders: readonly string[], root = projectRoot): SourceFile[] {
  return folders.flatMap((folder) => filesIn(join(root, folder), /\.css$/).map((file) => sourceFile(file, root)));
}

/** A source file from its text: for testing the rules themselves. */
export function sourceOf(path: string, text: string): SourceFile {
  return { path, text, lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0), imports: importsOf(path, text) };
}

function sourceFile(file: string, root: string): SourceFile {
  return sourceOf(relative(root, file).split(sep).join('/'), readFileSync(file, 'utf8'));
}

/** The paths of the files below a folder whose path matches. */
function filesIn(folder: string, wanted: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => wanted.test(path))
    .sort();
}

function importsOf(path: string, text: string): SourceImport[] {
  const statics = [...text.matchAll(IMPORT)].map((match) => imported(path, match[3]!, match[2] !== undefined));
  const dynamics = [...text.matchAll(DYNAMIC_IMPORT)].map((match) => imported(path, match[1]!, false));
  return [...statics, ...dynamics];
}

function imported(path: string, specifier: string, typeOnly: boolean): SourceImport {
  const target = specifier.startsWith('.') ? join(dirname(path), specifier).split(sep).join('/') : undefined;
  return { specifier, target, typeOnly };
}
