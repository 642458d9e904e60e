/**
 * `npm run mutants [-- --only PATTERN] [--list] [--lanes N]` takes guards out of the code one by one, and runs the tests
 * that have to notice. It ends with `N killed, M survived`, and with 1 if a guard is gone that no test misses.
 */
import { parseArgs } from 'node:util';
import type { Fate } from './fate.ts';
import { type Mutant, nameOf } from './mutant.ts';
import { mutants } from './mutant-list.ts';
import { MutatingVitest } from './mutating-vitest.ts';

/** At most this share may survive, each for a stated reason. */
const MAX_SURVIVING_SHARE = 0.02;

interface Tried {
  readonly mutant: Mutant;
  readonly fate: Fate;
}

const options = readOptions();
const chosen = mutants.filter((one) => [nameOf(one), ...one.tests].some((text) => text.includes(options.only)));
if (chosen.length === 0) fail(`No mutant has "${options.only}" in its file, snippet or tests. --list shows them.`);
if (options.list) for (const mutant of chosen) console.log(`${nameOf(mutant)}\n    ${mutant.why}`);
else process.exit(report(await tryAll(chosen)));

function readOptions(): { readonly only: string; readonly list: boolean; readonly lanes: number } {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string', default: '' },
        list: { type: 'boolean', default: false },
        lanes: { type: 'string', default: '2' },
      },
    });
    const lanes = Number(values.lanes);
    if (!Number.isInteger(lanes) || lanes < 1)
      throw new Error(`--lanes is ${values.lanes}, expected a whole number from 1`);
    return { ...values, lanes };
  } catch (cause) {
    return fail(`${(cause as Error).message}. Use: npm run mutants -- [--only PATTERN] [--list] [--lanes N]`);
  }
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

/** Mutants with the same tests are tried one after the other in one lane, which has loaded their code. */
async function tryAll(all: readonly Mutant[]): Promise<Tried[]> {
  const groups = [...Map.groupBy(all, ({ tests }) => tests.join()).values()].sort((a, b) => b.length - a.length);
  const tried: Tried[] = [];
  const lanes = Array.from({ length: Math.min(options.lanes, groups.length) }, async () => {
    const vitest = await MutatingVitest.start();
    for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
      const fault = await vitest.findFaultOf(group[0]!.tests);
      for (const mutant of group) {
        const fate = fault ?? (await vitest.try(mutant));
        tried.push({ mutant, fate });
        console.log(`${String(tried.length).padStart(4)}/${all.length} ${fate.padEnd(11)} ${nameOf(mutant)}`);
      }
    }
    await vitest.close();
  });
  await Promise.all(lanes);
  return tried;
}

/** @returns the exit code. */
function report(tried: readonly Tried[]): number {
  const of = (fate: Fate) => tried.filter((one) => one.fate === fate);
  const [survived, killed] = [of('survived'), of('killed')];
  const wrong = tried.filter(({ fate }) => fate !== 'killed' && fate !== 'survived');
  for (const { mutant, fate } of [...wrong, ...survived])
    console.log(`\n${fate}: ${nameOf(mutant)}\n    tests: ${mutant.tests.join(', ')}\n    ${reasonOf(mutant, fate)}`);
  console.log(`\n${killed.length} killed, ${survived.length} survived`);
  const isExplained = survived.every(({ mutant }) => mutant.survivesBecause !== undefined);
  return wrong.length === 0 && isExplained && survived.length <= tried.length * MAX_SURVIVING_SHARE ? 0 : 1;
}

function reasonOf({ survivesBecause, why }: Mutant, fate: Fate): string {
  if (fate === 'red before') return 'These tests fail without the mutant too: mend them first.';
  if (fate === 'not loaded') return 'These tests do not load the file: name others.';
  if (fate === 'worker died')
    return 'A process ended, or took over a minute to start: name tests that need less memory, or let the machine do less.';
  if (fate === 'not run') return 'These tests could not run: is the mutant a valid program?';
  return survivesBecause ?? `Write a test that fails without this guard: ${why}`;
}
