/**
 * `npm run soak -- [--minutes 10] [--seconds N] [--seed 1] [--json]`: reads, writes, uploads, steps, training runs and publications on the
 * local stack, while its services fail and its functions are killed; then an audit of all that was acknowledged. Ends with 1 if
 * something is wrong. `--seconds` replaces `--minutes`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runSoak, type SoakReport } from './run-soak.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seconds: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds ?? Number(values.minutes) * 60);
const seed = Number(values.seed);
if (!(seconds > 0 && Number.isSafeInteger(seed) && seed >= 0)) {
  process.stderr.write('--minutes and --seconds are above 0, --seed is a whole number from 0 on\n');
  process.exit(2);
}
const home = mkdtempSync(join(tmpdir(), 'kindred-soak-'));
process.once('exit', () => rmSync(home, { recursive: true, force: true }));
process.once('SIGINT', () => process.exit(130));
const report = await runSoak({ home, seed, seconds, onPhase: (phase) => process.stderr.write(`${phase}\n`) });
process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : render(report));
process.exit(report.findings.length === 0 ? 0 : 1);

function render({ seconds, requests, injected, publications, products, memory, findings }: SoakReport): string {
  const table = (counts: Readonly<Partial<Record<string, number>>>) =>
    Object.entries(counts).map(([name, count]) => `  ${String(count).padStart(7)}  ${name}`);
  const sum = (counts: Readonly<Partial<Record<string, number>>>) =>
    Object.values(counts).reduce<number>((all, count) => all + (count ?? 0), 0);
  const shown = memory.filter((_, at) => at % Math.max(1, Math.floor(memory.length / 12)) === 0);
  const lines = [
    `${sum(requests)} requests in ${seconds} s, ${products} products, ${publications} runs and publications`,
    ...table(requests),
    `${sum(injected)} injected faults, of which ${injected['lambda.kill'] ?? 0} kills`,
    ...table(injected),
    'memory: seconds, heap and resident MB',
    ...shown.map((one) => `  ${one.at}  ${one.heapMegabytes.toFixed(1)}  ${one.residentMegabytes.toFixed(0)}`),
    findings.length === 0 ? 'nothing is wrong' : `${findings.length} findings:`,
    ...findings.slice(0, 100).map((one) => `  ${one}`),
  ];
  return `${lines.join('\n')}\n`;
}
