import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { JobWorld } from '../support/worlds/job-world.ts';
import type { CaseCommand, CaseFolder } from './case-folder.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PROGRAMS = { kindred: join(ROOT, 'bin/kindred.ts'), start: join(ROOT, 'lib/local/demo/start.ts') };

/** What a command or an upload of a case gave: its JSON, and what it said to people. */
export interface CaseStep {
  /** `embed`, `judge 2` for the second one, `job catalog.csv` ... */
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** The last lines for people. */
  readonly said: readonly string[];
}

/** Runs the commands and the uploads of a case in a copy of its folder. @param model A model for commands that need one. */
export async function runCase(one: CaseFolder, scratch: string, model: string): Promise<CaseStep[]> {
  const folder = join(scratch, one.name);
  cpSync(one.folder, folder, { recursive: true });
  const steps: CaseStep[] = [];
  const trainsOwn = one.commands.some(({ words }) => words[0] === 'train');
  for (const command of one.commands) {
    const step = runCommand(command, folder, trainsOwn ? join(folder, 'M') : model);
    const before = steps.filter(({ name }) => name.split(' ')[0] === step.name).length;
    steps.push(before === 0 ? step : { ...step, name: `${step.name} ${before + 1}` });
  }
  if (one.uploads.length > 0) steps.push(...(await runUploads(one, folder)));
  return steps;
}

/** Runs one command in a folder. @param model The path that stands for `M` in its words. */
export function runCommand({ program, words, swap }: CaseCommand, folder: string, model: string): CaseStep {
  if (swap) copyFileSync(join(folder, swap.file), join(folder, swap.as));
  const given = words.map((word) => (word === 'M' ? model : word));
  const args = program === 'start' ? [...startWords(given, folder), '--json'] : [...given, '--json'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAMS[program], ...args], {
    cwd: program === 'start' ? ROOT : folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
    maxBuffer: 2 ** 28,
  });
  const name = program === 'start' ? 'start' : words[0]!;
  const said = stderr.split('\n').filter((line) => line.trim() !== '');
  return { name, values: { exit: status, stderr, ...parseLastLine(stdout) }, said: said.slice(-8) };
}

/** A start in a home of its own that ends after the run; `.` is the folder of the case. */
function startWords(words: readonly string[], folder: string): string[] {
  const data = words[words.indexOf('--data') + 1] ?? '.';
  return ['--data', resolve(folder, data), '--home', join(folder, 'H'), '--port', '0', '--once'];
}

function parseLastLine(stdout: string): object {
  try {
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  } catch {
    return { stdout };
  }
}

/** Uploads each file to a stack in memory: its job, the products that are stored, the size of the report. */
async function runUploads({ uploads }: CaseFolder, folder: string): Promise<CaseStep[]> {
  const steps: CaseStep[] = [];
  for (const file of uploads) {
    const world = new JobWorld();
    const event = world.uploadBytes(`catalog/${file}`, readFileSync(join(folder, file)));
    const outcome = await world.ingest(event);
    const job = { outcome, ...(await world.job('upload', event.key)) };
    const report = 'rejectsKey' in job ? await world.reports.read(String(job.rejectsKey)) : undefined;
    const name = uploads.length > 1 ? ` ${file}` : '';
    const said = [JSON.stringify(job)];
    steps.push({ name: `job${name}`, values: { ...job, reportBytes: report?.length ?? 0 }, said });
    for await (const { product } of world.products.scan())
      steps.push({ name: `product ${product.id}`, values: { ...product }, said: [] });
  }
  return steps;
}
