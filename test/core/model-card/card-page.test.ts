import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOT_JUDGED } from '../../../lambdas/core/evaluation/judgement.ts';
import { describeTuned } from '../../../lambdas/core/evaluation/tuned-report.ts';
import type { ModelCard } from '../../../lambdas/core/model-card/model-card.ts';
import { renderCardPage } from '../../../lambdas/core/model-card/page/card-page.ts';
import { renderForestPlot } from '../../../lambdas/core/model-card/page/forest-plot.ts';
import { html } from '../../../lambdas/core/model-card/page/html.ts';
import { renderLineChart } from '../../../lambdas/core/model-card/page/line-chart.ts';
import { buildScale } from '../../../lambdas/core/model-card/page/scale.ts';
import { cardOf, shortReport } from '../../support/core/model-card-factories.ts';

const card = cardOf(shortReport());
const page = renderCardPage(card);

/** A card in which every name from outside is this one. */
function cardWithNames(name: string): ModelCard {
  const shown = { id: name, title: name };
  const { review, judgement } = card;
  const { metrics, intervals, derived } = judgement;
  const renamed = Object.fromEntries(Object.entries(intervals).map(([one, by]) => [one, { [name]: by.all! }]));
  return {
    ...card,
    verdict: name,
    judgement: {
      ...NOT_JUDGED,
      metrics: { [name]: metrics.all! },
      baselines: { [name]: { [name]: metrics.all! } },
      intervals: { ...renamed, [name]: { [name]: intervals.popularity!.all! } },
      derived,
      worst: [
        { query: shown, slice: name, ndcg: 0, relevant: 1, expected: [shown], came: [{ ...shown, isRelevant: false }] },
      ],
    },
    review: {
      ...review!,
      examples: [{ product: shown, neighbours: [{ ...shown, score: 0.5 }] }],
      orphans: { products: 1, first: [{ product: shown, nearest: { ...shown, score: 0.1 } }] },
      nearDuplicates: { pairs: 1, first: [{ a: shown, b: shown, score: 1 }] },
      inNoList: { products: 1, first: [shown] },
    },
    more: { [name]: { [name]: name } },
  };
}

/** The places that a browser reads as tags, less the names of the tags. */
function tagsOf(text: string): string[] {
  return (text.match(/<\/?[a-z!][^>]*>/gi) ?? []).map((tag) => /^<\/?[a-z!0-9]+/i.exec(tag)![0]);
}

describe('renderCardPage', () => {
  it('shows the verdict, every slice, every baseline, the curves, ten examples, the worst queries, and the hashes', () => {
    expect(page).toContain(`<h1>Model ${card.modelVersion}</h1>`);
    for (const slice of [...Object.keys(card.judgement.metrics), ...Object.keys(card.judgement.derived.metrics)])
      expect(page).toContain(`<th scope="row">${slice}<small>`);
    for (const name of Object.keys(card.judgement.baselines)) expect(page).toContain(`<th scope="row">${name}</th>`);
    for (const line of describeTuned(card.judgement.tuned!)) expect(page).toContain(`>${line}</p>`);
    expect(page).toContain('aria-label="Loss: ');
    expect(page).toContain('10 products with neighbours');
    expect(page).toContain(card.judgement.worst![0]!.query.title);
    for (const hash of [card.weightsSha256, card.data.sha256]) expect(page).toContain(hash);
  });

  it('counts one as one', () => {
    const one = renderCardPage(cardWithNames('x'));
    for (const count of ['1 product with neighbours', '1 near-duplicate', '1 orphan', '1 product in no list'])
      expect(one).toMatch(new RegExp(`<h[23]>${count}</h[23]>`));
  });

  it('gives the same bytes for the same run', () => {
    expect(renderCardPage(cardOf(shortReport()))).toBe(page);
  });

  it('asks nobody for anything, and runs no script', () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|url\(|@import|https?:\/\/| on\w+=/i);
    expect(page).toContain('default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;');
  });

  it('takes every name from outside as text', () => {
    const plain = tagsOf(renderCardPage(cardWithNames('x')));
    const marks = [
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      "'&lt;/style>",
      '</main>',
      '`x`',
      '<!--',
    ];
    const names = fc.oneof(fc.constantFrom(...marks), fc.string({ unit: 'binary', minLength: 1 }));
    fc.assert(
      fc.property(names, (name) => {
        const text = renderCardPage(cardWithNames(name));
        expect(tagsOf(text)).toEqual(plain);
        expect(text.isWellFormed()).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('draws only finite places, also of losses that are not finite', () => {
    const odd = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, null as unknown as number, 0, 1e-300, -5, 1e300);
    fc.assert(
      fc.property(fc.array(fc.record({ step: fc.nat(), loss: odd })), odd, (lossCurve, chanceLoss) => {
        const text = renderCardPage({ ...card, lossCurve, diagnostics: { ...card.diagnostics, chanceLoss } });
        for (const [, drawn] of text.matchAll(/ (?:d|x1|x2|y1|y2|cx|cy|x|y)="([^"]*)"/g))
          expect(drawn).toMatch(/^[-+MLe\d. %]*$/);
      }),
      { numRuns: 60 },
    );
  });

  it('says so of a model that was not judged, took no step and knows no products', () => {
    const { review: _, ...older } = card;
    const empty = renderCardPage({
      ...older,
      judgement: NOT_JUDGED,
      verdict: 'Not judged: there is no row to judge on.',
      lossCurve: [],
      diagnostics: { ...card.diagnostics, looks: [] },
    });
    expect(empty).toContain('Not judged: there is no row to judge on.');
    expect(empty).toContain('Reproduce it');
    for (const part of ['By slice', 'Training</h2>', 'Watchdog', 'with neighbours</h2>', 'worst queries'])
      expect(empty).not.toContain(part);
  });

  it('shows the held-out judgement too when it was judged on other data', () => {
    const both = renderCardPage(cardOf(shortReport(), { judgedOn: 'judging' }));
    expect(both).toContain('On the held-out rows');
    expect(both.match(/By slice, beside the best baseline/g)).toHaveLength(2);
  });

  it('draws the held-out curves with the best step marked', () => {
    const looks = [0, 10, 20].map((step) => ({ step, recall: step / 100, ndcg: step / 200 }));
    const text = renderCardPage({ ...card, epochs: { looks, bestStep: 20, stoppedAt: null, validationRows: 7 } });
    expect(text).toContain('best 0.2000 and 0.1000 at step 20');
    expect(text.match(/class="curve series-2" d="M0 100L50 75L100 50"/g)).toHaveLength(1);
  });
});

describe('renderLineChart', () => {
  const chart = (ys: readonly number[]) =>
    renderLineChart({
      label: 'y',
      xName: 'x',
      series: [{ name: 'y', points: ys.map((y, x) => ({ x, y })) }],
    }).toString();

  it('draws nothing without a point', () => {
    expect(chart([])).toBe('');
    expect(chart([Number.NaN])).toBe('');
  });

  it('leaves a gap where a point is not finite, and counts it', () => {
    const drawn = chart([1, 2, Number.NaN, 2, 1]);
    expect(drawn.match(/<path/g)).toHaveLength(2);
    expect(drawn).toContain('1 points are not finite and left out');
  });

  it('draws a lone point as a dot', () => {
    expect(chart([3])).toContain('<circle class="dot series-1" cx="50%" cy="50%"');
  });
});

describe('renderForestPlot', () => {
  it('draws nothing without a row', () => {
    expect(renderForestPlot([], 'recall@10').toString()).toBe('');
  });

  it('draws all intervals on one scale with 0', () => {
    const row = { name: 'all', about: '', own: '', other: '', outcome: 'better' as const };
    const text = renderForestPlot(
      [{ ...row, interval: { difference: 0.5, low: 0.25, high: 1 } }],
      'recall@10',
    ).toString();
    expect(text).toContain('class="zero" x1="0%"');
    expect(text).toContain('class="range" x1="25%" x2="100%"');
    expect(text).toContain('cx="50%"');
  });
});

describe('buildScale', () => {
  it('has round ends that hold all values', () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 });
    expect(buildScale([1e-323]).ticks.length).toBeGreaterThanOrEqual(2);
    fc.assert(
      fc.property(fc.array(value), (values) => {
        const { ticks, place } = buildScale(values);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(7);
        for (const one of values) {
          expect(place(one)).toBeGreaterThanOrEqual(-1e-3);
          expect(place(one)).toBeLessThanOrEqual(100 + 1e-3);
        }
      }),
    );
  });

  it('writes ticks with as many digits as tell them apart', () => {
    const { ticks, format } = buildScale([0.01, 0.05]);
    expect(ticks.map(format)).toEqual(['0.01', '0.02', '0.03', '0.04', '0.05']);
  });
});

describe('html', () => {
  it('escapes values, but not pieces', () => {
    expect(html`<b title="${'"&'}">${'<i>'}${html`<u>`}${[1, html`<s>`]}</b>`.toString()).toBe(
      '<b title="&#34;&#38;">&#60;i&#62;<u>1<s></b>',
    );
  });
});
