import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { doWorkSource, readAssemblyExports, simdExportsSource } from '../../bin/kernel-exports.ts';

const folders: string[] = [];

function assemblyFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'kindred-assembly-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const files = {
  'rows.ts': `export function scaleRows(
  rows: usize, D: i32, scale: f64, rate: f32, isSparse: bool, workspace: usize, firstUnit: i32, endUnit: i32,
): void {
}
export function countRows(rows: usize): i32 {
}
function hidden(rows: usize): void {
}
`,
  'do-work.ts': 'export function doWork(work: i32): void {\n}\n',
};

describe('readAssemblyExports', () => {
  it('takes functions that end with firstUnit and endUnit as works, and other exports as direct calls', () => {
    const { works, calls } = readAssemblyExports(assemblyFolder(files));
    expect(works.map(({ name, file }) => [name, file])).toEqual([['scaleRows', 'rows']]);
    expect(calls.map(({ name, result }) => [name, result])).toEqual([['countRows', 'i32']]);
  });

  it('rejects two exports with one name', () => {
    const folder = assemblyFolder({ ...files, 'more.ts': 'export function countRows(): void {\n}\n' });
    expect(() => readAssemblyExports(folder)).toThrow('countRows is exported by more and rows; rename one');
  });

  it.each([
    ['a space before the colon', 'export function f(rows: usize) : void {'],
    ['no type of the result', 'export function f(rows: usize) {'],
    ['a parenthesis in a comment', 'export function f(rows: usize /* (B, D) */): void {'],
  ])('rejects an export with %s', (_case, line) => {
    const folder = assemblyFolder({ ...files, 'more.ts': `${line}\n}\n` });
    expect(() => readAssemblyExports(folder)).toThrow(`assembly: more: write ${line} as name(parameters): result {`);
  });

  it.each([
    ['a comment after a parameter', 'rows: usize, // of D\n  D: i32', '// of D\\n  D: i32'],
    ['a parameter without a type', 'rows', 'rows'],
    ['a default value', 'rows: usize, D: i32 = 1', 'D: i32 = 1'],
  ])('rejects an export with %s', (_case, parameters, wrong) => {
    const folder = assemblyFolder({ ...files, 'more.ts': `export function f(${parameters}): void {\n}\n` });
    expect(() => readAssemblyExports(folder)).toThrow(
      `assembly: more: f: parameter "${wrong}", expected name: type without a comment`,
    );
  });
});

describe('the generated sources', () => {
  it('pass the arguments of a work by their types, and the units and the workspace from the caller', () => {
    const source = doWorkSource(readAssemblyExports(assemblyFolder(files)));
    expect(source).toContain('import { scaleRows } from "./rows";');
    const values = '<usize>number(args, 0), <i32>number(args, 1), number(args, 2), <f32>number(args, 3)';
    expect(source).toContain(`case 0: scaleRows(${values}, number(args, 4) != 0, workspace, from, to); break;`);
  });

  it('type the arguments of works and calls', () => {
    const source = simdExportsSource(readAssemblyExports(assemblyFolder(files)));
    expect(source).toContain(
      'readonly scaleRows: readonly [rows: number, D: number, scale: number, rate: number, isSparse: number];',
    );
    expect(source).toContain('countRows(rows: number): number;');
  });
});
