import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../support/architecture/source-files.ts';
import { type Mutant, mutate, nameOf } from './mutant.ts';
import { mutants } from './mutant-list.ts';

const LEAST = 100;
const textOf = (file: string) => readFileSync(join(projectRoot, file), 'utf8');

/** What is wrong with an entry; undefined if nothing is. */
function faultOf(mutant: Mutant): string | undefined {
  const { file, tests } = mutant;
  const missing = [file, ...tests].filter((path) => !existsSync(join(projectRoot, path)));
  if (missing.length > 0) return `there is no file ${missing.join(', ')}`;
  if (tests.length === 0) return `${file} has no test`;
  try {
    const { errors } = parseSync(file, mutate(mutant, textOf(file)));
    return errors.length > 0 ? `${nameOf(mutant)} is no TypeScript then: ${errors[0]!.message}` : undefined;
  } catch (cause) {
    return (cause as Error).message;
  }
}

describe('the list of mutants', () => {
  it('has snippets that their files have exactly once, and tests that exist; correct them if the code has changed', () => {
    expect(mutants.flatMap((mutant) => faultOf(mutant) ?? [])).toEqual([]);
  });

  it('has at least a hundred guards, each once, each with what goes wrong without it', () => {
    expect(new Set(mutants.map(({ file, find }) => `${file}\n${find}`)).size).toBe(mutants.length);
    expect(mutants.length).toBeGreaterThanOrEqual(LEAST);
    expect(mutants.filter(({ why, find, replace }) => why === '' || find === replace)).toEqual([]);
  });
});

describe('a mutant', () => {
  const mutant = { file: 'a.ts', find: 'if (x) ', replace: '$& ', tests: [], why: '' };

  it('replaces its snippet as it is written', () => {
    expect(mutate(mutant, 'if (x) return;')).toBe('$& return;');
  });

  it.each([
    ['is not in the file', 'if (y) return;', 0],
    ['is in it twice', 'if (x) return; if (x) throw x;', 2],
  ])('is refused if its snippet %s', (_what, text, times) => {
    expect(() => mutate(mutant, text)).toThrow(`a.ts has the snippet ${times} times, expected once`);
  });
});
