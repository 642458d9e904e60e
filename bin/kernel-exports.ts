import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One parameter of a function of the assembly: its name and its AssemblyScript type. */
interface Parameter {
  readonly name: string;
  readonly type: string;
}

/** An exported function of the assembly. */
interface AssemblyFunction {
  readonly name: string;
  /** The file it is in, without `.ts`. */
  readonly file: string;
  readonly parameters: readonly Parameter[];
  readonly result: string;
}

/** What the files of assembly/ export, each list ordered by name. */
export interface AssemblyExports {
  /** Works: functions whose last two parameters are `firstUnit: i32, endUnit: i32`. Threads share their units. */
  readonly works: readonly AssemblyFunction[];
  /** Functions that TypeScript calls directly. */
  readonly calls: readonly AssemblyFunction[];
}

/** The generated file of assembly/. */
const GENERATED = 'do-work.ts';
const WORK_END = ['firstUnit', 'endUnit'];
const WARNING = 'Written by `npm run build:kernels` from the exports of assembly/. Do not edit.';

/**
 * Reads the exported functions of the files directly in assembly/. Files in assembly/parts/ are for the assembly alone.
 * @throws Error if two files export one name, and for an export that it cannot read
 */
export function readAssemblyExports(assemblyFolder: string): AssemblyExports {
  const files = readdirSync(assemblyFolder)
    .sort()
    .filter((name) => name.endsWith('.ts') && name !== GENERATED);
  const functions = files
    .flatMap((name) => exportsOf(name.replace(/\.ts$/, ''), readFileSync(join(assemblyFolder, name), 'utf8')))
    .sort((a, b) => Number(a.name > b.name) - Number(a.name < b.name));
  functions.forEach(({ name, file }, i) => {
    if (name !== functions[i + 1]?.name) return;
    throw new Error(`assembly: ${name} is exported by ${file} and ${functions[i + 1]!.file}; rename one`);
  });
  return { works: functions.filter(isWork), calls: functions.filter((one) => !isWork(one)) };
}

/** The text of assembly/do-work.ts, which runs a work by its number: its place in `works`. */
export function doWorkSource({ works }: AssemblyExports): string {
  const imports = works.map(({ name, file }) => `import { ${name} } from "./${file}";`);
  const cases = works.map((work, number) => `    case ${number}: ${callOf(work)}; break;`);
  return `// ${WARNING}
${imports.join('\n')}

/**
 * Does the units from (inclusive) to to (exclusive) of a work. \`args\` holds its arguments as float64, in their order;
 * \`workspace\` is memory that only this thread uses.
 */
export function doWork(work: i32, args: usize, from: i32, to: i32, workspace: usize): void {
  switch (work) {
${cases.join('\n')}
  }
}

@inline
function number(args: usize, k: i32): f64 {
  return load<f64>(args + (<usize>k << 3));
}
`;
}

/** The text of generated/simd-exports.ts: the works with their arguments, and the functions that TypeScript calls. */
export function simdExportsSource({ works, calls }: AssemblyExports): string {
  const doWork = 'work: number, args: number, from: number, to: number, workspace: number';
  return `// ${WARNING}

/** The arguments of each work. Arrays are addresses. */
export interface WorkArguments {
${works.map((work) => `  readonly ${work.name}: readonly [${typed(argumentsOf(work)).join(', ')}];`).join('\n')}
}

/** The works in the order of their numbers in assembly/do-work.ts. */
export const workNames = [
${works.map(({ name }) => `  '${name}',`).join('\n')}
] as const satisfies readonly (keyof WorkArguments)[];

/** The exported functions of the module. Arrays are addresses. */
export interface SimdExports {
${calls.map((call) => `  ${call.name}(${typed(call.parameters).join(', ')}): ${resultOf(call)};`).join('\n')}
  doWork(${doWork}): void;
}
`;
}

function exportsOf(file: string, text: string): AssemblyFunction[] {
  const found = [...text.matchAll(/^export function (\w+)\(([^)]*)\): (\w+) \{/gm)];
  const all = [...text.matchAll(/^export function.*$/gm)];
  const unread = all.find(({ index }) => !found.some((one) => one.index === index));
  if (unread) throw new Error(`assembly: ${file}: write ${unread[0]} as name(parameters): result {`);
  return found.map(([, name, list, result]) => {
    const parameters = list!.trim() === '' ? [] : list!.replace(/,\s*$/, '').split(',');
    return {
      ...{ name: name!, file, result: result! },
      parameters: parameters.map((one) => readParameter(one, `${file}: ${name}`)),
    };
  });
}

/** @throws Error unless the text is `name: type` */
function readParameter(text: string, where: string): Parameter {
  const [, name, type] = /^(\w+): (\w+)$/.exec(text.trim()) ?? [];
  if (name && type) return { name, type };
  throw new Error(
    `assembly: ${where}: parameter ${JSON.stringify(text.trim())}, expected name: type without a comment`,
  );
}

function isWork({ parameters }: AssemblyFunction): boolean {
  return WORK_END.every((name, i) => parameters.at(i - WORK_END.length)?.name === name);
}

/** The parameters of a work that a caller gives: all but the units and the thread's workspace. */
function argumentsOf({ parameters }: AssemblyFunction): readonly Parameter[] {
  return parameters.filter(({ name }) => name !== 'workspace' && !WORK_END.includes(name));
}

function callOf(work: AssemblyFunction): string {
  let k = 0;
  const given = work.parameters.map(({ name, type }) => {
    if (name === 'workspace') return 'workspace';
    if (WORK_END.includes(name)) return name === 'firstUnit' ? 'from' : 'to';
    const read = `number(args, ${k++})`;
    if (type === 'f64') return read;
    return type === 'bool' ? `${read} != 0` : `<${type}>${read}`;
  });
  return `${work.name}(${given.join(', ')})`;
}

function typed(parameters: readonly Parameter[]): string[] {
  return parameters.map(({ name }) => `${name}: number`);
}

function resultOf({ result }: AssemblyFunction): string {
  return result === 'void' ? 'void' : 'number';
}
