/**
 * `npm run simulate -- [--products 1000000] [--searches 1000] [--invocation-seconds 300] [--json]`: runs synthetic products through ingest, embedding,
 * snapshot and search, in one process and bounded memory, and prints rates, latencies and the most memory that was resident.
 */
import { parseArgs } from 'node:util';
import { type Stage, simulate } from './simulation/run-simulation.ts';

const USAGE = 'npm run simulate -- [--products 1000000] [--searches 1000] [--invocation-seconds 300] [--json]';
const EXIT_USAGE = 2;
const EXIT_INTERRUPTED = 130;

const { json, ...options } = given();
const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interruption.abort(new Error(name)));

try {
  const onStage = (stage: Stage) => json || console.log(lineOf(stage));
  const stages = await simulate({ ...options, signal: interruption.signal, onStage });
  if (json) console.log(JSON.stringify({ products: options.products, stages }));
} catch (cause) {
  if (!interruption.signal.aborted) throw cause;
  process.exitCode = EXIT_INTERRUPTED;
}

function given() {
  try {
    const { values } = parseArgs({
      options: {
        products: { type: 'string', default: '1000000' },
        searches: { type: 'string', default: '1000' },
        'invocation-seconds': { type: 'string', default: '300' },
        json: { type: 'boolean', default: false },
      },
    });
    return {
      products: wholeNumber('products', values.products),
      searches: wholeNumber('searches', values.searches),
      invocationSeconds: wholeNumber('invocation-seconds', values['invocation-seconds']),
      json: values.json,
    };
  } catch (cause) {
    process.stderr.write(`simulate: ${(cause as Error).message}\n${USAGE}\n`);
    process.exit(EXIT_USAGE);
  }
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new RangeError(`--${name} is ${text}, expected a whole number of at least 1`);
}

/** `ingest     1,000,000 in   32.0 s (29.1 of a processor)   31,271/s   peak 391 MB  lines 1000000`. */
function lineOf({
  name,
  count,
  seconds,
  processorSeconds,
  perSecond,
  peakResidentMegabytes,
  ...figures
}: Stage): string {
  const whole = (value: number) => Math.round(value).toLocaleString('en');
  const more = Object.entries(figures).map(
    ([figure, value]) => `${figure} ${typeof value === 'number' ? +value.toFixed(2) : value}`,
  );
  const parts = [
    name.padEnd(9),
    whole(count).padStart(10),
    'in',
    `${seconds.toFixed(1)} s`.padStart(8),
    `(${processorSeconds.toFixed(1)} of a processor)`,
  ];
  return [
    ...parts,
    `${whole(perSecond)}/s`.padStart(10),
    `  peak ${peakResidentMegabytes} MB`,
    '',
    more.join(', '),
  ].join(' ');
}
