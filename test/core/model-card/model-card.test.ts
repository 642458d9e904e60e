import { describe, expect, it } from 'vitest';
import { NOT_JUDGED } from '../../../lambdas/core/evaluation/possible-judgement.ts';
import { writeCanonicalLines } from '../../../lambdas/core/model-card/canonical-data.ts';
import { renderCardMarkdown } from '../../../lambdas/core/model-card/card-markdown.ts';
import { writeCardJson } from '../../../lambdas/core/model-card/model-card.ts';
import { describeVerdict } from '../../../lambdas/core/model-card/verdict.ts';
import { cardOf, shortReport } from '../../support/core/model-card-factories.ts';
import { colouredThings, tasteBaskets, trainingSet } from '../../support/core/training-factories.ts';

const report = shortReport();

describe('modelCard', () => {
  it('holds the whole report: configuration, data, split, judgement, losses and diagnostics', () => {
    const card = cardOf(report);
    const { config, lossCurve, diagnostics, heldOut } = report;
    expect(card).toMatchObject({ config, lossCurve, diagnostics, judgement: heldOut!, heldOut: null });
    expect(card.data).toEqual({ sha256: 'fedcba9876543210'.repeat(4), ...report.data });
    expect(card.split).toMatchObject({ seed: 1, heldOutFraction: 0.3, heldOutRows: report.data.heldOutRows });
  });

  it('carries fields along that it does not know', () => {
    const card = cardOf(Object.assign({}, report, { tuning: { trials: 7 } }));
    expect(card.more).toEqual({ tuning: { trials: 7 } });
    expect(renderCardMarkdown(card)).toMatch(/## tuning\n\n```json\n\{\n {2}"trials": 7/);
  });

  it('has the held-out judgement too when it was judged on other data', () => {
    expect(cardOf(report, { judgedOn: 'judging' }).heldOut).toBe(report.heldOut);
  });

  it('is the same bytes for the same run, and JSON that can be read back', () => {
    const again = cardOf(shortReport());
    expect(writeCardJson(again)).toBe(writeCardJson(cardOf(report)));
    expect(renderCardMarkdown(again)).toBe(renderCardMarkdown(cardOf(report)));
    expect(writeCardJson(JSON.parse(writeCardJson(again)))).toBe(writeCardJson(again));
  });
});

describe('cardMarkdown', () => {
  const text = renderCardMarkdown(cardOf(report));

  it('has the model beside every baseline, with intervals, and a line for each slice of the data', () => {
    const { metrics, intervals, baselines, derived } = report.heldOut!;
    expect(text).toContain(`| **Kindred** | ${metrics.all!['recall@10'].toFixed(4)} |`);
    for (const name of Object.keys(baselines)) {
      const { low, high } = intervals[name]!.all!['recall@10'];
      const line = text.split('\n').find((one) => one.startsWith(`| ${name} |`))!;
      for (const bound of [low, high]) expect(line).toContain(bound.toFixed(4));
    }
    for (const slice of Object.keys(derived.metrics)) expect(text).toContain(`\n| ${slice} |`);
  });

  it('keeps every row of a table as wide as its head', () => {
    const blocks = text.split('\n\n').filter((block) => block.includes('| ---'));
    expect(blocks.length).toBeGreaterThanOrEqual(4);
    for (const block of blocks) {
      const cells = block
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .map((line) => line.split('|').length);
      expect(new Set(cells).size).toBe(1);
    }
  });

  it('makes nothing of a slice of few queries', () => {
    const { derived } = report.heldOut!;
    const [slice, figures] = Object.entries(derived.metrics)[0]!;
    const of = (queries: number) => {
      const metrics = { [slice]: { ...figures, queries } };
      const text = renderCardMarkdown(
        cardOf(report, { judgement: { ...NOT_JUDGED, derived: { ...derived, metrics } } }),
      );
      return text.split('\n').find((line) => line.startsWith(`| ${slice} |`))!;
    };
    expect(of(9)).toMatch(/on too few queries \|$/);
    expect(of(10)).toMatch(/(better|worse|not distinguishable) \|$/);
  });

  it('takes names of slices as words, whatever is in them', () => {
    const { metrics, intervals } = report.heldOut!;
    const name = 'a|b\n<script>';
    const renamed = Object.fromEntries(Object.entries(intervals).map(([one, by]) => [one, { [name]: by.all! }]));
    const judgement = { ...NOT_JUDGED, metrics: { [name]: metrics.all! }, intervals: renamed };
    const odd = renderCardMarkdown(cardOf(report, { judgement }));
    expect(odd).toContain('## a&#124;b &#60;script&#62;');
    expect(odd).not.toContain('<script>');
  });

  it('says so when nothing was judged', () => {
    const none = renderCardMarkdown(cardOf({ ...report, heldOut: null }, { judgement: NOT_JUDGED }));
    expect(none).toContain('**Not judged: there was no row to judge on.**');
    expect(none).toContain('## Configuration');
  });

  it('tells every warning with its cause and its cure', () => {
    const warning = { code: 'low-rank', step: 3, sign: 'a sign', cause: 'a cause', change: 'a change' } as const;
    const diagnostics = { ...report.diagnostics, warnings: [warning] };
    expect(renderCardMarkdown(cardOf({ ...report, diagnostics }))).toContain(
      '- low-rank at step 3: a sign. a cause: a change',
    );
  });
});

describe('verdictOf', () => {
  const { all } = report.heldOut!.metrics;
  const by = (low: number, high: number) => {
    const interval = { difference: (low + high) / 2, low, high };
    return { 'recall@10': interval, 'ndcg@10': interval };
  };

  it('says what is better, worse and neither on each slice', () => {
    const metrics = { all: { ...all!, queries: 100 }, cold: { ...all!, queries: 40 }, rare: { ...all!, queries: 9 } };
    const intervals = {
      x: { all: by(0.1, 0.2), cold: by(0, 0.2), rare: by(0.1, 0.2) },
      y: { all: by(0.1, 0.3), cold: by(-0.1, 0.2), rare: by(0.1, 0.2) },
      z: { all: by(-0.2, -0.1), cold: by(0.01, 0.2), rare: by(0.1, 0.2) },
    };
    expect(describeVerdict({ metrics, intervals })).toBe(
      'By recall@10 at 95 % confidence: better than x and y on all, worse than z on all; ' +
        'better than z on cold, not distinguishable from x and y on cold; too few queries on rare (9) to tell.',
    );
  });
});

describe('canonicalLines', () => {
  const of = (...given: Parameters<typeof trainingSet>) => [...writeCanonicalLines(trainingSet(...given))].join('');
  const things = colouredThings();

  it('does not depend on the order of the catalog or of the keys of its products', () => {
    const turned = [...things].reverse().map((product) => Object.fromEntries(Object.entries(product).reverse()));
    expect(of(turned as unknown as typeof things, tasteBaskets())).toBe(of(things, tasteBaskets()));
  });

  it.each([
    ['a product', [{ ...things[0]!, price: 11 }, ...things.slice(1)], tasteBaskets()],
    ['a row', things, tasteBaskets().slice(1)],
    ['the order of rows', things, tasteBaskets().reverse()],
    ['the kind of a row', things, tasteBaskets().map((row) => ({ ...row, kind: 'session' as const }))],
  ])('changes with %s', (_what, products, rows) => {
    expect(of(products, rows)).not.toBe(of(things, tasteBaskets()));
  });
});
