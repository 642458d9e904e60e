import { type Command, Option } from 'commander';
import type { SimilarExample, SimilarRequest } from '../../lib/client/generated/schemas.ts';
import { numberOption, UsageError } from '../../lib/terminal/command-line.ts';

/** All pages together have at most so many products. */
export const MAX_FOUND = 1000;

/** What is searched for, by options. */
export interface QueryOptions {
  readonly id?: readonly string[];
  readonly query?: readonly string[];
  readonly notId?: readonly string[];
  readonly notQuery?: readonly string[];
  readonly strategy?: 'average' | 'best';
  readonly filter?: readonly string[];
  readonly ignoreCase?: true;
  readonly excludeId?: readonly string[];
  readonly excludeSameGroup?: string;
  readonly maxPerGroup?: number;
  readonly groupBy?: string;
  readonly minScore?: number;
  readonly mmrLambda?: number;
  readonly fallback?: 'category';
  readonly facet?: readonly string[];
  readonly because?: true;
}

/** An option that may be repeated. */
function repeated(flags: string, description: string): Option {
  return new Option(flags, `${description}; may be repeated`).argParser(
    (text: string, before: readonly string[] = []) => [...before, text],
  );
}

/** Adds the options of a search by examples. */
export function addQueryOptions(command: Command): Command {
  const fraction = { isWhole: false } as const;
  return command
    .addOption(repeated('--id <id>', 'a product that the answer should be like'))
    .addOption(repeated('--query <text>', 'words that it should be like'))
    .addOption(repeated('--not-id <id>', 'a product that it should be unlike'))
    .addOption(repeated('--not-query <text>', 'words that it should be unlike'))
    .addOption(
      new Option(
        '--strategy <name>',
        'average: between the examples; best: near any one of them (default: average)',
      ).choices(['average', 'best']),
    )
    .addOption(repeated('--filter <condition>', 'what each product must meet: brand:Ridge, price:10..20'))
    .option('--ignore-case', 'match the words of conditions in upper and lower case')
    .addOption(repeated('--exclude-id <id>', 'a product to leave out'))
    .option(
      '--exclude-same-group <name>',
      'an attribute: leaves out variants of the examples, which have its value too',
    )
    .addOption(numberOption('--max-per-group <n>', 'the most products of one group', { min: 1, max: 100 }))
    .option('--group-by <field>', 'the field of --max-per-group (default: brand)')
    .addOption(numberOption('--min-score <x>', 'the least score', { min: -1, max: 1, ...fraction }))
    .addOption(
      numberOption('--mmr-lambda <x>', 'below 1: products that are less similar to each other', {
        ...{ min: 0, max: 1, ...fraction },
      }),
    )
    .addOption(
      new Option('--fallback <what>', 'fills a short answer with products of the same category').choices(['category']),
    )
    .addOption(repeated('--facet <field>', 'counts the values of a field among what meets the conditions'))
    .option('--because', 'explain each score: the pairs of features that add most');
}

/**
 * The request of the options. @param include What each product of the answer has.
 * @throws UsageError `missing-option` without an example
 */
export function readQuery(options: QueryOptions, include: readonly 'product'[]): SimilarRequest {
  const positive = examplesOf(options.id, options.query);
  if (positive.length === 0)
    throw new UsageError('missing-option', '--id or --query is missing\nGive at least one example of what is wanted.');
  const { strategy, filter, ignoreCase, excludeId, excludeSameGroup, maxPerGroup, groupBy } = options;
  const { minScore, mmrLambda, fallback, facet, because } = options;
  const request: SimilarRequest = {
    ...{ positive, negative: examplesOf(options.notId, options.notQuery), strategy, filter, ignoreCase },
    ...{ excludeIds: excludeId, excludeSameGroup, maxPerGroup, groupBy, minScore, mmrLambda, fallback, facets: facet },
    include: [...include, ...(because ? (['because'] as const) : [])],
  };
  // What is not given is not sent: the defaults are those of the search.
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined)) as SimilarRequest;
}

function examplesOf(ids: readonly string[] = [], texts: readonly string[] = []): SimilarExample[] {
  return [...ids.map((id) => ({ id })), ...texts.map((query) => ({ query }))];
}
