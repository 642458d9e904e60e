import { AWS_LIMITS, type AwsLimit } from './aws-limits.ts';
import { FAULT_KINDS } from './fault-kinds.ts';
import { ORDINARY_FAULTS } from './local-limits.ts';

/** `docs/local.md` with its tables of limits and of faults, which follow from the code. All other text stays as it is. */
export function fillLocalPage(page: string): string {
  return replaceTable(replaceTable(page, limitRows()), faultRows());
}

/** Replaces the rows of the table with the same first header. */
function replaceTable(page: string, [header, ...rows]: readonly (readonly string[])[]): string {
  const table = new RegExp(`^\\| ${header![0]} +\\|.*\\n(?:\\|.*\\n)*`, 'm');
  const lines = [header!, header!.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`);
  return page.replace(table, () => lines.join(''));
}

function limitRows(): string[][] {
  const limits = Object.entries<AwsLimit>(AWS_LIMITS);
  return [
    ['limit', 'of', 'value', 'what happens', 'kept'],
    ...limits.map(([name, { service, what, value, unit, answer, kept, source }]) => [
      `\`${name}\``,
      `[${service}](${source}): ${what}`,
      `${value.toLocaleString('en')} ${unit}`,
      answer,
      kept === 'always' ? kept : '`--limits aws`',
    ]),
  ];
}

/** A row for each kind of fault, with the services that can have it. */
function faultRows(): string[][] {
  const all = Object.entries(FAULT_KINDS).flatMap(([service, kinds]) =>
    Object.entries(kinds).map(([kind, what]) => ({ service, kind, what })),
  );
  return [
    ['fault', 'of', 'what happens', 'with `--limits aws`'],
    ...[...Map.groupBy(all, ({ kind }) => kind)].map(([kind, same]) => [
      `\`${kind}\``,
      same.map(({ service }) => `\`${service}\``).join(', '),
      same[0]!.what,
      same.flatMap(({ service }) => ordinaryRate(service, kind)).join(', ') || 'never',
    ]),
  ];
}

function ordinaryRate(service: string, kind: string): string[] {
  const rates: Readonly<Record<string, Readonly<Record<string, number>>>> = ORDINARY_FAULTS;
  const rate = rates[service]?.[kind];
  return rate === undefined ? [] : [`\`${service}\`: ${+(100 * rate).toFixed(2)} %`];
}
