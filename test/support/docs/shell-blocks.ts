import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { projectRoot } from '../architecture/source-files.ts';

/** The shell blocks of a page, in their order. */
export function shellBlocksOf(markdown: string): string[] {
  return [...markdown.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block!);
}

/**
 * A `npm` that runs the commands of this project from its sources, wherever it is called. It installs and starts nothing: what these
 * would make, a test makes itself.
 */
const NPM = `#!/bin/sh
case "$1 $2 $3" in
  "run -s kindred") shift 4; exec "${process.execPath}" "${join(projectRoot, 'bin/kindred.ts')}" "$@" ;;
  "run sizing "*) exec "${process.execPath}" "${join(projectRoot, 'bin/sizing.ts')}" ;;
  "ci  " | "start "*) exit 0 ;;
esac
echo "the test knows no npm $*" >&2
exit 2
`;

/** Runs blocks in one shell, which ends at the first command that fails. @returns what they print */
export function runShell(blocks: readonly string[], cwd: string): string {
  const tools = join(cwd, '.tools');
  mkdirSync(tools, { recursive: true });
  writeFileSync(join(tools, 'npm'), NPM);
  chmodSync(join(tools, 'npm'), 0o755);
  const env = { ...process.env, PATH: `${tools}${delimiter}${process.env.PATH}`, NO_COLOR: '1' };
  return execFileSync('bash', ['-euo', 'pipefail', '-c', blocks.join('\n')], {
    cwd,
    env,
    encoding: 'utf8',
    stdio: 'pipe',
  });
}
