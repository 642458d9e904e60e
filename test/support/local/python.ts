import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

/** The oldest version that the Python client runs on. */
const OLDEST = [3, 9];
/** The first may be one that somebody installed apart from the packages of the system, which the second has. */
const COMMANDS = ['python3', '/usr/bin/python3'];

/** The command of a Python that has these modules; undefined if there is none. */
export function findPython(...modules: readonly string[]): string | undefined {
  const imports = modules.map((name) => `; import ${name}`).join('');
  const script = `import sys; assert sys.version_info >= (${OLDEST.join(', ')})${imports}`;
  return COMMANDS.find((command) => spawnSync(command, ['-c', script]).status === 0);
}

/** What a skipped test says. */
export function withoutPython(...modules: readonly string[]): string {
  const needed = modules.length === 0 ? '' : ` with ${modules.join(' and ')}`;
  return `no python3 of version ${OLDEST.join('.')} or newer${needed} is installed on this machine`;
}

/** Where and with what a script runs. */
interface PythonOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs Python with these arguments. A warning is an error, and nothing is written beside the sources.
 * @returns what it wrote
 * @throws Error with what it wrote, if it failed
 */
export function runPython(
  python: string,
  args: readonly string[],
  { env = {}, ...options }: PythonOptions = {},
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return promisify(execFile)(python, ['-W', 'error', ...args], {
    ...options,
    encoding: 'utf8',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONUTF8: '1', ...env },
  });
}
