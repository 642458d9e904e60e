import { describe, expect, it } from 'vitest';
import type { BaselineName } from '../../../lambdas/core/evaluation/baselines.ts';
import { RIVALS } from '../../../lambdas/core/evaluation/judgement.ts';
import type { TunedBaselineName } from '../../../lambdas/core/evaluation/tuned-report.ts';
import { renderCardPage } from '../../../lambdas/core/model-card/page/card-page.ts';
import { systemsOf } from '../../../lib/console/common/comparison.ts';
import { besideRows, whyNotComparable } from '../../../lib/console/views/quality/beside.ts';
import { BEST_BASELINE, listSlices, opponentOn, readStanding } from '../../../lib/console/views/quality/judgement.ts';
import { computeBias, describeBias } from '../../../lib/console/views/quality/popularity.ts';
import { exploreHref } from '../../../lib/console/views/quality/product-href.ts';
import { groupSlices } from '../../../lib/console/views/quality/slice-groups.ts';
import { applyTheme, splitPage } from '../../../lib/console/views/quality/split-page.ts';
import { describeRows, headlineOf } from '../../../lib/console/views/quality/verdict.ts';
import { filmCard, unjudgedCard } from '../../support/console/cards.ts';
import { exampleCard } from '../../support/worlds/example-card.ts';

const { judgement } = filmCard;
const heldOut = filmCard.heldOut!;
const standing = readStanding(judgement)!;

/** All of them: the type says when one is missing. */
const baselines: Record<BaselineName | TunedBaselineName, true> = {
  popularity: true,
  'tf-idf': true,
  'item-knn': true,
  'item-knn shrunk': true,
  'item-knn + tf-idf': true,
  'tuned blend': true,
  ease: true,
};

describe('the systems that a model is judged beside', () => {
  it.each([...Object.keys(baselines), ...RIVALS])('%s has a name for people, and says what it is', (name) => {
    expect(systemsOf([name])[0]).not.toMatchObject({ about: systemsOf(['unheard-of'])[0]!.about });
  });
});

describe('the judgement over all rows', () => {
  it('is that of the rows that name no slice, or of all rows if they name some', () => {
    expect(readStanding(heldOut)).toMatchObject({ name: 'all', queries: 177 });
    // These rows name the slice "new directors": what holds for all follows from the data.
    expect(standing).toMatchObject({ name: 'all', queries: 429 });
    const every = { ...judgement.derived.metrics.all!, queries: 500 };
    const mixed = { ...judgement, derived: { ...judgement.derived, metrics: { 'every row': every } } };
    expect(readStanding(mixed)).toMatchObject({ name: 'every row', queries: 500 });
    expect(readStanding(unjudgedCard.judgement)).toBeUndefined();
  });

  it('lists models before baselines, each with its figures, its interval and what that shows', () => {
    expect(standing.systems.map(({ name }) => name)).toEqual(['text', 'tf-idf', 'item-knn', 'popularity']);
    expect(standing.systems[0]).toMatchObject({ title: 'Text model', isBaseline: false, verdict: 'better' });
    expect(opponentOn(standing, BEST_BASELINE)?.name).toBe('tf-idf');
    expect(opponentOn(standing, 'live')).toBeUndefined();
  });

  it('has no interval where the card has one that is not finite', () => {
    const interval = { difference: null as never, low: null as never, high: null as never };
    const intervals = { popularity: { all: { 'recall@10': interval, 'ndcg@10': interval } } };
    const found = readStanding({ ...heldOut, intervals })!.systems;
    expect(found.every((one) => one.interval === undefined && one.verdict === undefined)).toBe(true);
  });
});

describe('the headline', () => {
  const systems = standing.systems.map((one) => ({ ...one, verdict: 'better' as const }));
  const withVerdicts = (...verdicts: readonly ('better' | 'open' | 'worse')[]) =>
    headlineOf({ ...standing, systems: systems.map((one, i) => ({ ...one, verdict: verdicts[i]! })) });

  it.each([
    [['better', 'better', 'better', 'better'], 'good', 'Better than all 4 other systems'],
    [['open', 'better', 'better', 'better'], 'good', 'Better than all 3 baselines, not told apart from the text model'],
    [
      ['better', 'open', 'better', 'better'],
      'notice',
      'Better than the text model, Item-kNN and Popularity, not told apart from TF-IDF',
    ],
    [['worse', 'better', 'better', 'better'], 'danger', 'Better than all 3 baselines, worse than the text model'],
  ] as const)('for %j is %s: %s', (verdicts, tone, text) => {
    expect(withVerdicts(...verdicts)).toMatchObject({ tone, text });
  });

  it('proves nothing with few queries', () => {
    expect(headlineOf({ ...standing, queries: 9 })).toMatchObject({ badge: 'Too few queries' });
  });

  it('stands above what was judged, with what was left out', () => {
    const leftOut = { unknownQueries: 3, emptyRows: 0, unknownProducts: 1200, unrankedProducts: 0 };
    expect(describeRows('judging', { ...judgement, leftOut })).toBe(
      'Judged on the uploaded judging data. Left out: 3 rows whose query is not in the catalog, ' +
        '1,200 products that are not in the catalog.',
    );
    expect(describeRows('held-out', heldOut)).toBe('Judged on rows held out of the training data.');
  });
});

describe('the slices', () => {
  it('are grouped by what they are, in an order that people read', () => {
    const groups = groupSlices(heldOut).map(({ kind, slices }) => [kind, slices.map(({ title }) => title)]);
    expect(Object.fromEntries(groups)).toMatchObject({
      known: ['Both known', 'Known, never together', 'New query', 'New answer'],
      popularity: ['Rarest', 'Part 2 of 3', 'Most popular'],
      category: expect.arrayContaining(['Drama', 'Thriller/Suspense']),
    });
  });

  it('leave out one that every row names, and keep those that some name', () => {
    expect(listSlices(judgement).own).toEqual([]);
    const some = { ...judgement.metrics['new directors']!, queries: 30 };
    expect(listSlices({ ...judgement, metrics: { shoes: some } }).own).toMatchObject([{ name: 'shoes', queries: 30 }]);
  });

  it('keep a category that is named like another kind of slice', () => {
    const [metrics] = Object.values(judgement.derived.metrics);
    const derived = { ...judgement.derived, metrics: { 'category: seen': metrics! } };
    expect(groupSlices({ ...judgement, metrics: {}, derived }).map(({ kind }) => kind)).toEqual(['category']);
  });
});

describe('the bias towards popular products', () => {
  const parts = groupSlices(heldOut).find(({ kind }) => kind === 'popularity')!.slices;
  const sized = (recalls: readonly number[], queries: readonly number[]) =>
    recalls.map((recall, i) => ({
      ...parts[0]!,
      queries: queries[i]!,
      figures: { ...parts[0]!.figures, 'recall@10': recall },
    }));
  const recall = (part: (typeof parts)[number]) => part.figures['recall@10'];

  it('compares the rarer half with the more popular half by their queries; a middle part counts for none', () => {
    expect(computeBias(sized([0.1, 0.4, 0.9, 0.5, 0.7], [30, 10, 5, 10, 10]), recall)).toEqual({
      rare: (0.1 * 30 + 0.4 * 10) / 40,
      popular: 0.6,
    });
    expect(computeBias(sized([0.1], [30]), recall)).toBeUndefined();
    expect(computeBias(parts, () => undefined)).toBeUndefined();
  });

  it.each([
    [0.2, 0.5, '2.5 times as much'],
    [0.001, 0.5, 'hardly any of the rare ones'],
    [0.5, 0.501, 'as much of both'],
    [0.6, 0.5, 'more of the rare ones'],
  ])('of %d and %d is said as: %s', (rare, popular, words) => {
    expect(describeBias({ rare, popular })).toContain(words);
  });
});

describe('two cards side by side', () => {
  it('have the figures that both have, over all queries and by slice', () => {
    const other = { ...filmCard, judgement: heldOut };
    const rows = besideRows(filmCard, other, 'judging');
    expect(rows[0]).toMatchObject({ name: 'queries', first: 429, second: 177, isCount: true });
    expect(rows.find(({ name }) => name === 'Horror')).toMatchObject({ about: 'recall@10, Categories', first: 0.2308 });
    expect(besideRows(filmCard, unjudgedCard, 'judging')).toEqual([]);
  });

  it('come with a warning if they may be judged on other queries', () => {
    const warningOf = (other: Partial<typeof filmCard>, judgedOn: 'judging' | 'held-out' = 'judging') =>
      whyNotComparable(filmCard, { ...filmCard, ...other }, judgedOn);
    expect(warningOf({})).toBeUndefined();
    expect(warningOf({ data: { ...filmCard.data, sha256: 'other' } })).toContain('may be judged on other queries');
    expect(warningOf({ judgement: heldOut })).toContain('may be judged on other queries');
    // What was held out matters only where it was judged on.
    const split = { ...filmCard.split, heldOutFraction: 0.1 };
    expect(warningOf({ split })).toBeUndefined();
    expect(warningOf({ split }, 'held-out')).toContain('may be judged on other queries');
    expect(whyNotComparable(filmCard, unjudgedCard, 'judging')).toContain('not judged on these rows');
  });
});

describe('what leads out of the view', () => {
  it('is a product in Explore, compared with the live version if the card is of another one', () => {
    expect(exploreHref('a/1', { version: 'm-1', live: 'm-1' })).toBe('#/explore?like=a%2F1');
    expect(exploreHref('a', { version: 'm-1', live: 'm-2' })).toBe('#/explore?like=a&compare=m-1');
    expect(exploreHref('a', { version: 'm-1', live: undefined })).toBe('#/explore?like=a');
  });

  it('is the page of a card in two parts, because the content policy forbids styles in a page', () => {
    const page = renderCardPage(exampleCard('m-0123456789abcdef'));
    const { body, styles } = splitPage(page);
    expect(body).not.toMatch(/<style|\sstyle=/);
    expect(body).toContain('default-src &#39;none&#39;');
    expect(body).toContain('<h1>Model m-0123456789abcdef</h1>');
    expect(styles).toContain('@media (prefers-color-scheme:dark)');
    expect(applyTheme(styles, undefined)).toBe(styles);
    expect(applyTheme(styles, 'dark')).toContain('@media all{:root{');
    expect(applyTheme(styles, 'light')).toContain('@media not all{:root{');
  });
});
