/** A guard that is taken out of the code, to see that a test notices. */
export interface Mutant {
  /** Path of the source file from the root of the project. */
  readonly file: string;
  /** The text with the guard, which the file has exactly once. */
  readonly find: string;
  /** The text in its place, without the guard or with its opposite. */
  readonly replace: string;
  /** Paths of the test files of which one has to fail. They must load the source file themselves, not in another process. */
  readonly tests: readonly string[];
  /** What would go wrong without the guard. */
  readonly why: string;
  /** Why no test can notice that the guard is gone. Absent for all but a few. */
  readonly survivesBecause?: string;
}

/** Guards of one file that the same tests watch. */
export function guardsOf(
  file: string,
  tests: readonly string[],
  guards: readonly Omit<Mutant, 'file' | 'tests'>[],
): Mutant[] {
  return guards.map((guard) => ({ file, tests, ...guard }));
}

/** The text of the file without the guard. @throws Error unless the file has the snippet exactly once */
export function mutate({ file, find, replace }: Mutant, text: string): string {
  const places = text.split(find).length - 1;
  if (places !== 1)
    throw new Error(`${file} has the snippet ${places} times, expected once: correct it in test/mutants/`);
  return text.replace(find, () => replace);
}

/** One line that says which guard is meant. */
export function nameOf({ file, find }: Mutant): string {
  const snippet = find.replaceAll(/\s+/g, ' ').trim();
  return `${file}: ${snippet.length > 70 ? `${snippet.slice(0, 69)}…` : snippet}`;
}
