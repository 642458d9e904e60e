import type { Fault, FaultGroup, Proof } from './fault.ts';

const introduction = `# Faults and promises

What may go wrong, what Kindred does then, and which tests prove it. \`npm run docs\` writes this page from
\`test/faults/\`, and a test checks that every test named here exists.
To add a fault: [CONTRIBUTING.md](../CONTRIBUTING.md#add-a-fault).
`;

/** The page \`docs/faults.md\`. */
export function faultsPage(groups: readonly FaultGroup[]): string {
  return [introduction, ...groups.map(sectionOf)].join('\n');
}

function sectionOf({ title, faults }: FaultGroup): string {
  const kind = faults[0]!.id.startsWith('P') ? 'promise' : 'fault';
  const head = [`| # | ${kind} | what happens | tests |`, '| --- | --- | --- | --- |'];
  return [`## ${title}\n`, ...head, ...faults.map(rowOf), ''].join('\n');
}

function rowOf({ id, fault, behaviour, proofs, note }: Fault): string {
  const what = note === undefined ? behaviour : `${behaviour} ${note}`;
  const files = [...Map.groupBy(proofs, ({ file }) => file)].map(([file, all]) => linkOf(file, all));
  return `| ${id} | ${fault} | ${what} | ${files.join('<br>')} |`;
}

/** A link to the file, and the titles of its tests as code. */
function linkOf(file: string, proofs: readonly Proof[]): string {
  const titles = proofs.map(({ title }) => `\`${title.replaceAll('`', "'").replaceAll('|', '\\|')}\``);
  return [`[${file.replace(/^test\//, '')}](../${file})`, ...titles].join('<br>');
}
