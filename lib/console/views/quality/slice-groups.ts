import type { Judgement } from '../../../client/generated/schemas.ts';
import { type JudgedSlice, listSlices } from './judgement.ts';

/** A slice with its name for people. */
export interface NamedSlice extends JudgedSlice {
  readonly title: string;
}

/** Slices of one kind. */
export interface SliceGroup {
  readonly kind: 'own' | 'known' | 'category' | 'popularity';
  readonly title: string;
  /** What they are, in a sentence. */
  readonly about: string;
  readonly slices: readonly NamedSlice[];
}

/** By what occurs in the training data, from all to nothing. */
const KNOWN: Readonly<Record<string, string>> = {
  seen: 'Both known',
  'new pairs': 'Known, never together',
  'unseen query': 'New query',
  'unseen target': 'New answer',
};
const POPULARITY = /^popularity (third|decile) (\d+)$/;
const CATEGORY = /^category: (.*)$/s;

/** The slices of a judgement by kind; kinds without a slice are left out. */
export function groupSlices(judgement: Judgement): readonly SliceGroup[] {
  const { own, derived } = listSlices(judgement);
  const pick = (titleOf: (name: string) => string | undefined) =>
    derived.flatMap((slice) => {
      const title = titleOf(slice.name);
      return title === undefined ? [] : [{ ...slice, title }];
    });
  const order = Object.keys(KNOWN);
  const groups: readonly SliceGroup[] = [
    {
      kind: 'own',
      title: 'Slices of your judging data',
      about: 'The rows name these themselves.',
      slices: own.map((slice) => ({ ...slice, title: slice.name })),
    },
    {
      kind: 'known',
      title: 'New products: the cold start',
      about: 'By what occurs in the training data: the query, and the products that belong to it.',
      slices: pick((name) => KNOWN[name]).sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name)),
    },
    {
      kind: 'category',
      title: 'Categories',
      about: 'The most frequent categories of the queries.',
      slices: pick((name) => CATEGORY.exec(name)?.[1]),
    },
    {
      kind: 'popularity',
      title: 'Rare and popular products',
      about: 'By how often the products that belong to a query occur in the training data.',
      slices: pick(titleOfPopularity),
    },
  ];
  return groups.filter(({ slices }) => slices.length > 0);
}

function titleOfPopularity(name: string): string | undefined {
  const [, unit, part] = POPULARITY.exec(name) ?? [];
  if (unit === undefined) return undefined;
  const parts = unit === 'third' ? 3 : 10;
  if (part === '1') return 'Rarest';
  return Number(part) === parts ? 'Most popular' : `Part ${part} of ${parts}`;
}
