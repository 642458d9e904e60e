import { splitCategoryPath } from '../../../core/catalog/category-paths.ts';
import { splitList } from './cell-values.ts';

/** A first step of a path that comes after a comma, and the steps before that comma. */
interface Candidate {
  count: number;
  readonly before: Set<string>;
}

/** So many different cells show how commas are used. */
const MAX_CELLS = 10_000;

/**
 * Splits cells that may hold several category paths with commas between them, where a comma may also be in a name:
 * `Home > Lamps, Sale > Summer` is two paths, `Home > Kitchen, Dining & Bar > Stools` one. The whole column decides: a
 * text after a comma begins a path if cells begin with it, or if it comes after different steps.
 */
export class PathLists {
  readonly #roots = new Set<string>();
  readonly #candidates = new Map<string, Candidate>();
  /** Variants of a product repeat its cell, which counts once. */
  readonly #cells = new Set<string>();

  /** Adds a cell of the column, before any is split. */
  add(text: string): void {
    if (isQuoted(text) || this.#cells.has(text) || this.#cells.size >= MAX_CELLS) return;
    this.#cells.add(text);
    const [first, ...others] = splitList(text, ',');
    if (first === undefined) return;
    this.#roots.add(rootOf(first));
    let before = lastStepOf(first);
    for (const part of others) {
      if (part.includes('>')) {
        const root = rootOf(part);
        const candidate = this.#candidates.get(root) ?? { count: 0, before: new Set() };
        candidate.count += 1;
        candidate.before.add(before);
        this.#candidates.set(root, candidate);
      }
      before = lastStepOf(part);
    }
  }

  /** The paths of a cell. Paths in quotes are split at the commas between them. */
  split(text: string): string[][] {
    if (isQuoted(text))
      return [...text.matchAll(/"([^"]+)"|[^",]+/g)].map(([part, quoted]) => splitCategoryPath(quoted ?? part));
    const paths: string[] = [];
    for (const part of splitList(text, ',')) {
      const last = paths.at(-1);
      if (last === undefined || (last.includes('>') && this.#beginsPath(part))) paths.push(part);
      else paths[paths.length - 1] = `${last}, ${part}`;
    }
    return paths.map(splitCategoryPath);
  }

  #beginsPath(part: string): boolean {
    if (!part.includes('>')) return false;
    const root = rootOf(part);
    const candidate = this.#candidates.get(root);
    return this.#roots.has(root) || candidate === undefined || candidate.count === 1 || candidate.before.size > 1;
  }
}

function isQuoted(text: string): boolean {
  return /(?:^|,)\s*"/.test(text);
}

function rootOf(path: string): string {
  return path.split('>')[0]!.trim();
}

function lastStepOf(path: string): string {
  return path.split('>').at(-1)!.trim();
}
