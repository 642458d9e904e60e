import type { CaseFolder } from './case-folder.ts';
import type { CaseStep } from './run-case.ts';

/** One block of the table: verdict and name, what each step gave, and what is right. */
export function renderCase(
  one: CaseFolder,
  steps: readonly CaseStep[],
  verdict: string,
  wrong: readonly string[],
): string[] {
  const shown = steps.filter(({ name }) => !name.startsWith('product '));
  const products = steps.length - shown.length;
  return [
    `\n${verdict.padEnd(6)}${one.name}`,
    ...shown.map(({ name, values, said }) => `      ${name}: ${summarize(values)}${said.map(indent).join('')}`),
    ...(products > 0 ? [`      stored: ${products} products`] : []),
    `      right: ${one.right}`,
    ...wrong.map((sentence) => `      WRONG: ${sentence}`),
  ];
}

function indent(line: string): string {
  return `\n        | ${line.slice(0, 160)}`;
}

/** The figures of a step in one line. */
function summarize(values: Readonly<Record<string, unknown>>): string {
  const names = ['exit', 'products', 'state', 'lines', 'accepted', 'rejected', 'replaced', 'reportBytes', 'promoted'];
  const plain = names.flatMap((name) => (values[name] === undefined ? [] : [`${name} ${values[name]}`]));
  const slices = Object.entries((values.metrics ?? {}) as Record<string, Record<string, number>>);
  const judged = slices.map(
    ([slice, metrics]) =>
      `${slice}: recall@10 ${metrics['recall@10']?.toFixed(4)}, hit@1 ${metrics['hit@1']?.toFixed(4)}`,
  );
  return [...plain, ...judged].join(', ');
}
