import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideGate, type GateInput } from '../../../lambdas/core/evaluation/gate.ts';
import { chooseCandidate, type GateFacts } from '../../../lambdas/core/evaluation/gate-choice.ts';
import { NOT_JUDGED, type PossibleJudgement } from '../../../lambdas/core/evaluation/judgement.ts';
import { bootstrapIntervals, type Interval } from '../../../lambdas/core/evaluation/paired-bootstrap.ts';
import type { SliceMetrics } from '../../../lambdas/core/evaluation/slice-report.ts';
import { EVERY_ROW } from '../../../lambdas/core/evaluation/slices.ts';
import type { Proof } from '../../../lambdas/core/evaluation/standing.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';

function metrics(recall: number, ndcg: number, queries = 100): SliceMetrics {
  const others = { 'precision@10': 0, 'map@10': 0, 'mrr@10': 0, 'hit@10': 0, 'hit@1': 0, coverage: 0 };
  return { ...others, 'recall@10': recall, 'ndcg@10': ndcg, queries };
}

/** What is known of an opponent: its recall@10, and the half width of the interval of the difference. */
interface Against {
  readonly recall: number;
  readonly reach?: number;
  readonly ndcg?: number;
}

/** A judgement of a model with one slice. The differences of ndcg@10 are those of recall@10 if they are not given. */
function judged(recall: number, others: Record<string, Against>, queries = 100): PossibleJudgement {
  const around = (difference: number, reach: number): Interval => ({
    difference,
    low: difference - reach,
    high: difference + reach,
  });
  const reports = Object.entries(others).map(([name, one]) => {
    return [name, { all: metrics(one.recall, one.ndcg ?? one.recall, queries) }] as const;
  });
  const intervals = Object.entries(others).map(([name, { recall: of, reach = 0.05, ndcg = of }]) => {
    return [
      name,
      { all: { 'recall@10': around(recall - of, reach), 'ndcg@10': around(recall - ndcg, reach) } },
    ] as const;
  });
  const { live, text, trained, ...baselines } = Object.fromEntries(reports);
  return {
    ...NOT_JUDGED,
    metrics: { all: metrics(recall, recall, queries) },
    baselines,
    ...(live && { live }),
    ...(text && { text }),
    ...(trained && { trained }),
    intervals: Object.fromEntries(intervals),
  } as PossibleJudgement;
}

/** A run whose models and live version have these figures. */
function run({
  trained,
  text,
  live,
  kind = live === undefined ? 'nothing' : 'trained',
  queries = 100,
  reach = 0.05,
  baselines = {},
}: {
  trained?: number;
  text?: number;
  live?: number;
  kind?: GateInput['live'];
  queries?: number;
  reach?: number;
  baselines?: Record<string, Against>;
}): GateInput {
  const opponent = (name: string, recall: number | undefined) => recall !== undefined && { [name]: { recall, reach } };
  return {
    live: kind,
    ...(trained !== undefined && {
      trained: judged(trained, { ...baselines, ...opponent('live', live), ...opponent('text', text) }, queries),
    }),
    ...(text !== undefined && {
      text: judged(text, { ...baselines, ...opponent('live', live), ...opponent('trained', trained) }, queries),
    }),
    heldOut: { share: 0.05, rowsAreCalled: 'baskets' },
  };
}

const goesLive = (input: Parameters<typeof run>[0]) => decideGate(run(input)).goesLive;

describe('decideGate without a live version', () => {
  it('chooses the trained model if it is proved better than the text model', () => {
    const verdict = decideGate(run({ trained: 0.3, text: 0.2 }));
    expect(verdict).toMatchObject({ passes: true, goesLive: 'trained', queries: 100 });
    expect(verdict.why).toMatch(
      /^passed: the trained model goes live .*better than the text model.*\+0.1000.*interval/,
    );
    expect(verdict.proof).toMatchObject({ outcome: 'better', queriesNeeded: null });
  });

  it.each([
    ['is ahead within chance', { trained: 0.22, text: 0.2 }],
    ['is behind within chance', { trained: 0.18, text: 0.2 }],
    ['is behind beyond chance', { trained: 0.1, text: 0.2 }],
    ['is judged on fewer than 10 queries', { trained: 0.9, text: 0.2, queries: 9 }],
  ])('chooses the text model if the trained one %s', (_, figures) => {
    const verdict = decideGate(run(figures));
    expect(verdict).toMatchObject({ passes: true, goesLive: 'text' });
    expect(verdict.why).toMatch(/^passed( without proof)?: the text model goes live/);
  });

  it('says how many more rows would tell the two models apart', () => {
    // A reach of 0.05 at a difference of 0.02 needs (0.05 / 0.02)^2 as many queries: 625, and a twentieth is held out.
    expect(decideGate(run({ trained: 0.22, text: 0.2 }))).toMatchObject({
      why: expect.stringContaining('about 11000 more baskets would tell them apart'),
      proof: { outcome: 'unproven', queries: 100, queriesNeeded: expect.closeTo(625, -1) },
    });
    expect(decideGate(run({ trained: 0.205, text: 0.2 })).why).toContain('judging data of about 10000 rows');
    const { heldOut: _, ...onJudgingData } = run({ trained: 0.22, text: 0.2 });
    expect(decideGate(onJudgingData).why).toContain('about 530 more rows of judging data would tell them apart');
    expect(decideGate(run({ trained: 0.2, text: 0.2 })).proof).toMatchObject({ queriesNeeded: null });
  });

  it('goes live without a row to judge on, and says what would be enough', () => {
    const none = { live: 'nothing', heldOut: { share: 0.05, rowsAreCalled: 'baskets' } } as const;
    const verdict = decideGate({ ...none, trained: NOT_JUDGED, text: NOT_JUDGED });
    expect(verdict).toMatchObject({ passes: true, goesLive: 'text', queries: 0, figures: {} });
    expect(verdict.why).toContain('200 baskets or judging data');
    expect(decideGate({ ...none, text: NOT_JUDGED })).toMatchObject({ goesLive: 'text' });
    expect(decideGate({ ...none, trained: NOT_JUDGED })).toMatchObject({ goesLive: 'trained' });
  });

  it('chooses the trained model if no text model can be built, with any figures', () => {
    expect(goesLive({ trained: 0.01, baselines: { 'tf-idf': { recall: 0.9 } } })).toBe('trained');
  });

  it('is not held back by a baseline, and names one that is proved better', () => {
    const baselines = { 'item-knn': { recall: 0.6 }, popularity: { recall: 0.31 } };
    const verdict = decideGate(run({ trained: 0.3, text: 0.2, baselines }));
    expect(verdict).toMatchObject({ goesLive: 'trained', figures: { 'item-knn': { 'recall@10': 0.6 } } });
    expect(verdict.why).toMatch(/item-knn \(capped recall@10 0\.6000.*\) ranks better, but cannot be served$/);
  });
});

describe('decideGate with a live text model', () => {
  const kind = 'text' as const;

  it('replaces it by a trained model that is proved better than both text models', () => {
    expect(goesLive({ trained: 0.4, text: 0.3, live: 0.31, kind })).toBe('trained');
    expect(goesLive({ trained: 0.4, live: 0.31, kind })).toBe('trained');
    expect(goesLive({ trained: 0.4, text: 0.3, live: 0.38, kind })).not.toBe('trained');
    expect(goesLive({ trained: 0.4, text: 0.38, live: 0.3, kind })).not.toBe('trained');
  });

  it('else replaces it by the text model of the run, which has read the catalog as it is now, unless that is worse', () => {
    expect(goesLive({ trained: 0.32, text: 0.3, live: 0.3, kind })).toBe('text');
    expect(goesLive({ trained: 0.32, text: 0.3, live: 0.31, kind })).toBeNull();
    expect(goesLive({ trained: 0.9, text: 0.3, live: 0.3, kind, queries: 9 })).toBe('text');
  });

  it('replaces it by that of a run on the catalog alone likewise, also without a row to judge on', () => {
    expect(decideGate({ text: NOT_JUDGED, live: kind })).toMatchObject({
      goesLive: 'text',
      why: 'passed without proof: the text model goes live; there is no row to judge it on',
    });
    expect(goesLive({ text: 0.3, live: 0.3, kind })).toBe('text');
    expect(goesLive({ text: 0.2, live: 0.3, kind })).toBeNull();
  });

  it('says what stays live and why, and how to promote the version nevertheless', () => {
    const { why, passes } = decideGate(run({ trained: 0.32, text: 0.3, live: 0.31, kind }));
    expect(passes).toBe(false);
    expect(why).toMatch(/^held: .*not proved better than the live text model, which stays live.*override/);
  });
});

describe('decideGate with a live trained model', () => {
  it('replaces it by a trained model that is at least as good by the figures as they are', () => {
    expect(goesLive({ trained: 0.31, text: 0.2, live: 0.31 })).toBe('trained');
    expect(goesLive({ trained: 0.309, text: 0.2, live: 0.31 })).toBeNull();
    expect(goesLive({ trained: 0.31, live: 0.31 })).toBe('trained');
  });

  it('compares ndcg@10 if recall@10 is equal', () => {
    const trained = (ndcg: number) => judged(0.5, { live: { recall: 0.5, ndcg, reach: 0.01 } });
    expect(decideGate({ trained: trained(0.49), live: 'trained' }).goesLive).toBe('trained');
    expect(decideGate({ trained: trained(0.51), live: 'trained' }).goesLive).toBeNull();
  });

  it('replaces it by a text model only if that is proved better than it', () => {
    expect(goesLive({ trained: 0.1, text: 0.4, live: 0.3 })).toBe('text');
    expect(goesLive({ trained: 0.31, text: 0.4, live: 0.3 })).toBe('text');
    expect(goesLive({ trained: 0.1, text: 0.32, live: 0.3 })).toBeNull();
    expect(goesLive({ text: 0.32, live: 0.3 })).toBeNull();
    expect(goesLive({ text: 0.4, live: 0.3 })).toBe('text');
  });

  it('keeps it without a row to judge on, and on few queries replaces it by a model that is not behind at all', () => {
    expect(decideGate({ trained: NOT_JUDGED, text: NOT_JUDGED, live: 'trained' })).toMatchObject({
      passes: false,
      why: expect.stringContaining('judging data'),
    });
    expect(goesLive({ trained: 0.3, text: 0.3, live: 0.3, queries: 9 })).toBe('trained');
    expect(goesLive({ trained: 0.3, text: 0.31, live: 0.3, queries: 9 })).toBeNull();
    expect(goesLive({ trained: 0.29, text: 0.2, live: 0.3, queries: 9 })).toBeNull();
  });
});

describe('decideGate when the rows name slices', () => {
  const trainedReport = (recall: number, queries?: number) => metrics(recall, recall, queries);

  it('compares over all rows', () => {
    const trained: PossibleJudgement = {
      ...NOT_JUDGED,
      metrics: { warm: trainedReport(0.9) },
      live: { warm: trainedReport(0.1) },
      derived: {
        metrics: { all: trainedReport(0.3) },
        opponents: { live: { all: trainedReport(0.4) } },
        intervals: {},
      },
    };
    expect(decideGate({ trained, live: 'trained' })).toMatchObject({
      passes: false,
      figures: { live: { 'recall@10': 0.4 } },
    });
  });

  it('compares over every row if only some rows name a slice', () => {
    const trained: PossibleJudgement = {
      ...NOT_JUDGED,
      metrics: { warm: trainedReport(0.2), all: trainedReport(0.9, 1) },
      live: { warm: trainedReport(0.4), all: trainedReport(0.9, 1) },
      derived: {
        metrics: { [EVERY_ROW]: trainedReport(0.21, 101) },
        opponents: { live: { [EVERY_ROW]: trainedReport(0.41, 101) } },
        intervals: {},
      },
    };
    expect(decideGate({ trained, live: 'trained' })).toMatchObject({
      passes: false,
      queries: 101,
      figures: { live: { 'recall@10': 0.41 } },
    });
  });
});

describe('chooseCandidate', () => {
  const outcome = fc.constantFrom('better' as const, 'worse' as const, 'unproven' as const);
  const proof = fc.option(
    outcome.map((one) => ({ outcome: one }) as Proof),
    { nil: undefined },
  );
  const facts: fc.Arbitrary<GateFacts> = fc
    .record({
      live: fc.constantFrom('nothing' as const, 'text' as const, 'trained' as const),
      models: fc.constantFrom('both', 'trained', 'text'),
      queries: fc.constantFrom(0, 9, 10, 100),
      trainedOverText: proof,
      trainedOverLive: proof,
      textOverLive: proof,
      isTrainedBesideLive: fc.boolean(),
      isTrainedBehindText: fc.boolean(),
      isTrainedBehindLive: fc.boolean(),
      isTextBehindLive: fc.boolean(),
    })
    .map(({ models, ...others }) => ({ ...others, hasTrained: models !== 'text', hasText: models !== 'trained' }));

  it('never leaves a shop without a live version, and only chooses a model that there is', () => {
    fc.assert(
      fc.property(facts, (of) => {
        const chosen = chooseCandidate(of);
        if (of.live === 'nothing') expect(chosen).not.toBeNull();
        if (chosen === 'trained') expect(of.hasTrained).toBe(true);
        if (chosen === 'text') expect(of.hasText).toBe(true);
      }),
    );
  });

  it('never replaces a trained model without a comparison with it, or a proof over the text model', () => {
    fc.assert(
      fc.property(facts, (of) => {
        if (of.live !== 'trained' || of.isTrainedBesideLive || chooseCandidate(of) !== 'trained') return;
        expect(of.trainedOverText?.outcome).toBe('better');
      }),
    );
  });

  it('never replaces one kind of live model by the other without a proof', () => {
    fc.assert(
      fc.property(facts, (of) => {
        const chosen = chooseCandidate(of);
        if (of.live === 'text' && chosen === 'trained') expect(of.trainedOverLive?.outcome).toBe('better');
        if (of.live === 'trained' && chosen === 'text') expect(of.textOverLive?.outcome).toBe('better');
      }),
    );
  });
});

describe('decideGate on bootstrapped intervals', () => {
  it('rarely takes equal rankings for a proof, and proves a large difference nearly always', () => {
    const proved = (skill: number) => {
      let count = 0;
      for (let seed = 0; seed < 20; seed++) {
        const random = new CounterRandom(seed, 'gate test');
        const text = Float64Array.from({ length: 400 }, () => (random.uniform() < 0.3 ? 1 : 0));
        const trained = text.map((hit) => (random.uniform() < 0.7 ? hit : random.uniform() < skill ? 1 : 0));
        const difference = trained.map((value, row) => value - text[row]!);
        const [[interval]] = bootstrapIntervals([difference], [Int32Array.from(difference.keys())]) as [[Interval]];
        const mean = (values: Float64Array) => values.reduce((sum, one) => sum + one, 0) / values.length;
        const judgement = judged(mean(trained), { text: { recall: mean(text) } }, 400);
        const intervals = { text: { all: { 'recall@10': interval, 'ndcg@10': interval } } };
        const verdict = decideGate({ trained: { ...judgement, intervals }, text: NOT_JUDGED, live: 'nothing' });
        if (verdict.goesLive === 'trained') count += 1;
      }
      return count;
    };
    expect(proved(0.3)).toBeLessThanOrEqual(2);
    expect(proved(0.6)).toBeGreaterThanOrEqual(18);
  });
});
