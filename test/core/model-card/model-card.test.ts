import { describe, expect, it } from 'vitest';
import { NOT_JUDGED } from '../../../lambdas/core/evaluation/judgement.ts';
import { describeTuned } from '../../../lambdas/core/evaluation/tuned-report.ts';
import { writeCanonicalLines } from '../../../lambdas/core/model-card/canonical-data.ts';
import { renderCardMarkdown } from '../../../lambdas/core/model-card/card-markdown.ts';
import { escapeMarkdown } from '../../../lambdas/core/model-card/markdown.ts';
import { writeCardJson } from '../../../lambdas/core/model-card/model-card.ts';
import { describeVerdict } from '../../../lambdas/core/model-card/verdict.ts';
import { cardOf, shortReport } from '../../support/core/model-card-factories.ts';
import { colouredThings, tasteBaskets, trainingSet } from '../../support/core/training-factories.ts';

const report = shortReport();

describe('buildModelCard', () => {
  it('holds the whole report: configuration, data, split, judgement, losses and diagnostics', () => {
    const card = cardOf(report);
    const { config, lossCurve, diagnostics, heldOut } = report;
    expect(card).toMatchObject({ config, lossCurve, diagnostics, judgement: heldOut!, heldOut: null });
    expect(card.data).toEqual({ sha256: 'fedcba9876543210'.repeat(4), ...report.data });
    expect(card.split).toMatchObject({ seed: 1, heldOutFraction: 0.3, heldOutRows: report.data.heldOutRows });
  });

  it('copies unknown fields of the report to `more`', () => {
    const card = cardOf(Object.assign({}, report, { tuning: { trials: 7 } }));
    expect(card.more).toEqual({
      firstWeights: report.firstWeights,
      dimension: report.dimension,
      optimizer: report.optimizer,
      tuning: { trials: 7 },
    });
    expect(renderCardMarkdown(card)).toMatch(/## tuning\n\n```json\n\{\n {2}"trials": 7/);
  });

  it('has the held-out judgement as well when it was judged on other data', () => {
    expect(cardOf(report, { judgedOn: 'judging' }).heldOut).toBe(report.heldOut);
  });

  it('gives the same bytes for the same run, and JSON that parses to the same card', () => {
    const again = cardOf(shortReport());
    expect(writeCardJson(again)).toBe(writeCardJson(cardOf(report)));
    expect(renderCardMarkdown(again)).toBe(renderCardMarkdown(cardOf(report)));
    expect(writeCardJson(JSON.parse(writeCardJson(again)))).toBe(writeCardJson(again));
  });
});

describe('renderCardMarkdown', () => {
  const text = renderCardMarkdown(cardOf(report));

  it('lists the model, every baseline with intervals, and a line per derived slice', () => {
    const { metrics, intervals, baselines, derived } = report.heldOut!;
    expect(text).toContain(`| **Kindred** | ${metrics.all!['recall@10'].toFixed(4)} |`);
    for (const name of Object.keys(baselines)) {
      const { low, high } = intervals[name]!.all!['recall@10'];
      const line = text.split('\n').find((one) => one.startsWith(`| ${name} |`))!;
      for (const bound of [low, high]) expect(line).toContain(bound.toFixed(4));
    }
    for (const slice of Object.keys(derived.metrics)) expect(text).toContain(`\n| ${slice} |`);
  });

  it('says how the tuned baselines were made', () => {
    const lines = describeTuned(report.heldOut!.tuned!);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(text).toContain(`- ${escapeMarkdown(line)}\n`);
  });

  it('explains that recall@10 is capped', () => {
    expect(text).toContain('recall@10 is capped recall');
  });

  it('gives every row of a table as many cells as its head', () => {
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

  it('draws no conclusion from a slice of fewer than 10 queries', () => {
    const { derived } = report.heldOut!;
    const [slice, figures] = Object.entries(derived.metrics)[0]!;
    const of = (queries: number) => {
      const metrics = { [slice]: { ...figures, queries } };
      const text = renderCardMarkdown(
        cardOf(report, { judgement: { ...NOT_JUDGED, derived: { ...derived, metrics } } }),
      );
      return text.split('\n').find((line) => line.startsWith(`| ${slice} |`))!;
    };
    expect(of(9)).toMatch(/judged on too few queries \|$/);
    expect(of(10)).toMatch(/(better|worse|not distinguishable) \|$/);
  });

  it('escapes Markdown and HTML in names of slices', () => {
    const { metrics, intervals } = report.heldOut!;
    const name = 'a|b\n<script>';
    const renamed = Object.fromEntries(Object.entries(intervals).map(([one, by]) => [one, { [name]: by.all! }]));
    const judgement = { ...NOT_JUDGED, metrics: { [name]: metrics.all! }, intervals: renamed };
    const odd = renderCardMarkdown(cardOf(report, { judgement }));
    expect(odd).toContain('## a&#124;b &#60;script&#62;');
    expect(odd).not.toContain('<script>');
  });

  it('says that nothing was judged when there is no judgement', () => {
    const none = renderCardMarkdown(cardOf({ ...report, heldOut: null }, { judgement: NOT_JUDGED }));
    expect(none).toContain('**Not judged: there is no row to judge on.**');
    expect(none).toContain('## Configuration');
  });

  it('lists every warning with its cause and the change to make', () => {
    const warning = { code: 'low-rank', step: 3, sign: 'a sign', cause: 'a cause', change: 'a change' } as const;
    const diagnostics = { ...report.diagnostics, warnings: [warning] };
    expect(renderCardMarkdown(cardOf({ ...report, diagnostics }))).toContain(
      '- low-rank at step 3: a sign. a cause: a change',
    );
  });
});

describe('describeVerdict', () => {
  const { all } = report.heldOut!.metrics;
  const by = (low: number, high: number) => {
    const interval = { difference: (low + high) / 2, low, high };
    return { 'recall@10': interval, 'ndcg@10': interval };
  };

  it('names on each slice the opponents that are worse, better and not distinguishable', () => {
    const metrics = { all: { ...all!, queries: 100 }, cold: { ...all!, queries: 40 }, rare: { ...all!, queries: 9 } };
    const intervals = {
      x: { all: by(0.1, 0.2), cold: by(0, 0.2), rare: by(0.1, 0.2) },
      y: { all: by(0.1, 0.3), cold: by(-0.1, 0.2), rare: by(0.1, 0.2) },
      z: { all: by(-0.2, -0.1), cold: by(0.01, 0.2), rare: by(0.1, 0.2) },
    };
    expect(describeVerdict({ metrics, intervals })).toBe(
      'By capped recall@10 at 95 % confidence: better than x and y on all, worse than z on all; ' +
        'better than z on cold, not distinguishable from x and y on cold; too few queries on rare (9) to judge on.',
    );
  });
});

describe('writeCanonicalLines', () => {
  const of = (...given: Parameters<typeof trainingSet>) => [...writeCanonicalLines(trainingSet(...given))].join('');
  const things = colouredThings();

  it('writes the same lines for any order of the catalog and of the keys of its products', () => {
    const turned = [...things].reverse().map((product) => Object.fromEntries(Object.entries(product).reverse()));
    expect(of(turned as unknown as typeof things, tasteBaskets())).toBe(of(things, tasteBaskets()));
  });

  it.each([
    ['a product', [{ ...things[0]!, price: 11 }, ...things.slice(1)], tasteBaskets()],
    ['a row', things, tasteBaskets().slice(1)],
    ['the order of rows', things, tasteBaskets().reverse()],
    ['the kind of a row', things, tasteBaskets().map((row) => ({ ...row, kind: 'session' as const }))],
  ])('writes other lines after a change of %s', (_what, products, rows) => {
    expect(of(products, rows)).not.toBe(of(things, tasteBaskets()));
  });
});
