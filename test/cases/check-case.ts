import type { Expectation } from './case-folder.ts';
import type { CaseStep } from './run-case.ts';

/** What does not hold, one sentence each; empty if all expectations hold. */
export function checkCase(expectations: readonly Expectation[], steps: readonly CaseStep[]): string[] {
  return expectations.flatMap((expectation) => {
    const step = steps.find(({ name }) => name === expectation.of);
    const found = step && valueAt(step.values, expectation.at);
    return holds(expectation, found) ? [] : [`${describe(expectation)}, found ${shorten(found)}`];
  });
}

/** The value at a path such as `metrics.all.recall@10`; a key may itself contain dots. */
function valueAt(values: unknown, path: string | undefined): unknown {
  if (path === undefined) return values;
  if (typeof values !== 'object' || values === null) return undefined;
  for (const [key, value] of Object.entries(values)) {
    if (path === key) return value;
    if (path.startsWith(`${key}.`)) return valueAt(value, path.slice(key.length + 1));
  }
  return undefined;
}

function holds({ is, contains, atLeast, atMost, ...rest }: Expectation, found: unknown): boolean {
  if ('is' in { is, ...rest } && is !== undefined) return JSON.stringify(found) === JSON.stringify(is);
  if (contains !== undefined) return (typeof found === 'string' ? found : JSON.stringify(found))?.includes(contains);
  return typeof found === 'number' && found >= (atLeast ?? -Infinity) && found <= (atMost ?? Infinity);
}

function describe({ of, at, is, contains, atLeast, atMost }: Expectation): string {
  const bounds = [atLeast !== undefined && `at least ${atLeast}`, atMost !== undefined && `at most ${atMost}`];
  const wanted = is !== undefined ? JSON.stringify(is) : contains !== undefined ? `a text with "${contains}"` : '';
  return `${of}${at === undefined ? '' : ` ${at}`}: expected ${[wanted, ...bounds].filter(Boolean).join(' and ')}`;
}

function shorten(found: unknown): string {
  return (JSON.stringify(found) ?? 'nothing').slice(0, 200);
}
