import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** One command of a case, as words after `kindred` or after `npm start --`. */
export interface CaseCommand {
  readonly program: 'kindred' | 'start';
  readonly words: readonly string[];
  /** A file of the folder that takes the place of another before the command runs. */
  readonly swap?: { readonly file: string; readonly as: string };
}

/** A value of a case's outcome that is known. */
export interface Expectation {
  /** What is looked at: `embed`, `train`, `judge`, `judge 2`, `start`, `job`, `product p1`, `rejects`. */
  readonly of: string;
  /** Path in it: `metrics.all.recall@10`. The whole without it. */
  readonly at?: string;
  /** The value, or text that the value contains. */
  readonly is?: unknown;
  readonly contains?: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** A folder with a small input, and a README.md that says what to run and what is right. */
export interface CaseFolder {
  readonly name: string;
  readonly folder: string;
  readonly commands: readonly CaseCommand[];
  /** Files that are uploaded to `catalog/`: those of a README that says so, or that has no command. */
  readonly uploads: readonly string[];
  /** What the README calls right, in its words. */
  readonly right: string;
  /** From `expect.json` of the folder, or of this project for a case that it knows. Empty: a person has to look. */
  readonly expectations: readonly Expectation[];
}

const KNOWN: Readonly<Record<string, readonly Expectation[]>> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'expectations.json'), 'utf8'),
);
const DATA_FILE = /\.(jsonl|ndjson|json|csv|tsv|txt|xml|parquet|gz)$/i;
const NOT_CATALOG = /^(train|judge|meta|expect)\b|schema\.json$/i;

/** Reads the cases below a folder, by name. @throws Error if the folder holds none. */
export function readCases(folder: string): CaseFolder[] {
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'README.md')));
  if (names.length === 0)
    throw new Error(`${folder} holds no case: expected folders, each with an input and a README.md`);
  return names.sort().map((name) => readCase(join(folder, name)));
}

function readCase(folder: string): CaseFolder {
  const name = basename(folder);
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const own = join(folder, 'expect.json');
  return {
    name,
    folder,
    commands: readCommands(readme),
    uploads: readUploads(folder, readme),
    right: /Right: ([\s\S]*?)(?=\s(?:Is|Today): |$)/.exec(readme)?.[1]?.replace(/\s+/g, ' ').trim() ?? '',
    expectations: existsSync(own) ? JSON.parse(readFileSync(own, 'utf8')) : (KNOWN[name] ?? []),
  };
}

/** The commands in backticks; `then with A as B` repeats them with another file. */
function readCommands(readme: string): CaseCommand[] {
  const spans = [...readme.matchAll(/`(npm [^`]+)`/g)].flatMap(([, span]) => span!.split('&&'));
  const commands = spans.flatMap((text): CaseCommand[] => {
    const [, program, words] = /^\s*npm (?:run -s )?(kindred|start) -- (.*)$/.exec(text) ?? [];
    return program === undefined
      ? []
      : [{ program: program as 'kindred' | 'start', words: words!.trim().split(/\s+/) }];
  });
  const trained = /M trained on this folder/.test(readme)
    ? [{ program: 'kindred' as const, words: ['train', '--data', '.', '--out', 'M'] }]
    : [];
  const [, file, as] = /then with (\S+) as (\S+)/.exec(readme) ?? [];
  const again = file && as ? commands.map((command) => ({ ...command, swap: { file, as } })) : [];
  return [...trained, ...commands, ...again];
}

function readUploads(folder: string, readme: string): string[] {
  const hasCommand = readCommands(readme).length > 0;
  if (hasCommand && !/\bupload/i.test(readme)) return [];
  return readdirSync(folder).filter((name) => DATA_FILE.test(name) && !NOT_CATALOG.test(name));
}
