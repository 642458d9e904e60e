import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DimensionChoice, FirstWeights } from '../../../lib/client/generated/schemas.ts';
import { buildScale, extentOf, nearestTo } from '../../../lib/console/common/chart-scale.ts';
import { verdictOf } from '../../../lib/console/common/comparison.ts';
import { headlineOf, readGate, sentencesOf } from '../../../lib/console/views/runs/gate.ts';
import {
  formatDollars,
  formatDuration,
  outcomeOf,
  phasesOf,
  progressOf,
  shareDone,
  startedBy,
} from '../../../lib/console/views/runs/run-words.ts';
import { parseSettings } from '../../../lib/console/views/runs/settings-text.ts';
import { describeChoices } from '../../../lib/console/views/runs/tuning.ts';
import { gateDecisionOf, originOf, titleOfDecision } from '../../../lib/console/views/runs/version-history.ts';
import { readWatched, watchedVersion } from '../../../lib/console/views/runs/watchdog.ts';
import { failedRun, heldRun, runAnswers, runningRun } from '../../support/console/runs.ts';

describe('the words about a run', () => {
  it('say what became of it, or what it does', () => {
    const published = { ...heldRun, promoted: true };
    const { modelVersion: _version, ...none } = heldRun;
    expect(outcomeOf(published).text).toBe('Went live');
    expect(outcomeOf(heldRun).text).toBe('Held back');
    expect(outcomeOf({ ...none, nothingNew: true }).text).toBe('Nothing new');
    expect(outcomeOf({ ...none, notNeeded: 'another run has read the catalog' }).text).toBe('Not needed');
    expect(outcomeOf(failedRun)).toEqual({ tone: 'danger', text: 'Failed' });
    expect(outcomeOf({ ...heldRun, state: 'canceled' }).text).toBe('Canceled');
    expect(outcomeOf(runningRun).text).toBe('Training');
    const cancelRequested = { at: heldRun.startedAt, by: 'ann', attempt: 1 };
    expect(outcomeOf({ ...runningRun, cancelRequested }).text).toBe('Ending');
    // It was the attempt before that was to end.
    expect(outcomeOf({ ...runningRun, cancelRequested, attempt: 2 }).text).toBe('Training');
  });

  it('name only the phases that the run goes through', () => {
    const names = (run: Parameters<typeof phasesOf>[0]) => phasesOf(run).map(({ name }) => name);
    const { modelVersion: _version, ...none } = heldRun;
    expect(names(runningRun)).toHaveLength(9);
    expect(names(heldRun)).toEqual(['queued', 'gathering', 'planning', 'training', 'judging', 'done']);
    expect(names({ ...none, nothingNew: true })).toEqual(['queued', 'gathering', 'done']);
    expect(names({ ...runningRun, phase: 'settling' })[1]).toBe('settling');
    expect(names({ ...heldRun, kind: 'publish', promoted: true })).toEqual([
      ...['queued', 'embedding', 'verifying', 'promoting', 'done'],
    ]);
  });

  it('say who started it, and why', () => {
    const { requested: _requested, ...run } = heldRun;
    expect(startedBy(heldRun)).toBe('by Ann: The spring collection is in');
    expect(startedBy({ ...run, requested: { by: 'unknown' } })).toBe('by a caller without a name');
    expect(startedBy({ ...run, scheduledFor: heldRun.startedAt })).toBe('by the schedule');
    expect(startedBy({ ...run, trigger: ['triplets/a'] })).toBe('by the upload triplets/a');
    expect(startedBy({ ...run, trigger: ['triplets/a', 'triplets/b'] })).toBe('by 2 uploads');
  });

  it('say how far a phase is', () => {
    expect([progressOf(runningRun), shareDone(runningRun)]).toEqual(['step 16 of 21', 16 / 21]);
    const embedding = { ...runningRun, phase: 'embedding', embedded: 400, products: 1600 } as const;
    expect([progressOf(embedding), shareDone(embedding)]).toEqual(['400 of 1,600 products', 0.25]);
    expect([progressOf(heldRun), shareDone(heldRun)]).toEqual([undefined, undefined]);
  });

  it.each([
    [8.4, '8 s'],
    [59.6, '1 min 0 s'],
    [134, '2 min 14 s'],
    [3900, '1 h 5 min'],
    [7199, '2 h 0 min'],
  ])('write %d seconds as %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  it.each([
    [0, '$0'],
    [0.004282, '$0.0043'],
    [0.17, '$0.17'],
    [1.2, '$1.20'],
    [12.345, '$12.35'],
  ])('write %d dollars as %s', (dollars, text) => expect(formatDollars(dollars)).toBe(text));
});

describe('the gate as the view reads it', () => {
  const gate = readGate(heldRun)!;

  it('has each other system with its interval and what that shows, the deciding ones first', () => {
    expect(gate.comparisons.map(({ name }) => name).slice(0, 3)).toEqual(['live', 'text', 'tf-idf']);
    expect(gate.comparisons.map(({ verdict }) => verdict).slice(0, 3)).toEqual(['open', 'open', 'better']);
    expect(gate).toMatchObject({ passes: false, goesLive: null, queries: 429 });
  });

  it('is in words without the result, which is the headline', () => {
    expect(headlineOf(gate)).toBe('Held back: what is live stays');
    expect(headlineOf({ ...gate, passes: true, goesLive: 'text' })).toBe(
      'The text model goes live, not the trained one',
    );
    const alone = { ...gate, comparisons: [], passes: true, goesLive: 'text' } as const;
    expect(headlineOf(alone)).toBe('The text model goes live');
    expect(sentencesOf('passed without proof: the text model goes live; add rows')).toEqual([
      ...['The text model goes live.', 'Add rows.'],
    ]);
  });

  it('shows nothing by an interval that holds 0, or by too few queries', () => {
    expect(verdictOf({ difference: 0.1, low: 0.05, high: 0.2 }, 10)).toBe('better');
    expect(verdictOf({ difference: -0.1, low: -0.2, high: -0.05 }, 10)).toBe('worse');
    expect(verdictOf({ difference: 0.1, low: -0.05, high: 0.2 }, 10)).toBe('open');
    expect(verdictOf({ difference: 0.1, low: 0.05, high: 0.2 }, 9)).toBe('open');
  });

  it('is missing before it has decided, and lacks what a run of another release does not have', () => {
    expect(readGate(runningRun)).toBeUndefined();
    const decisions = [{ name: 'gate', at: heldRun.startedAt, because: 'passed', passes: true }];
    expect(readGate({ decisions })).toMatchObject({ comparisons: [], queries: 0, queriesNeeded: undefined });
  });
});

describe('the watchdog as the view reads it', () => {
  it('has its checks, and each finding with its cause and what to change', () => {
    const version = runAnswers.versions.find(({ version }) => version === watchedVersion(heldRun))!;
    expect(readWatched(version)).toMatchObject({ findings: [], sample: { pairs: 128 } });
    expect(readWatched(version)!.checks.length).toBeGreaterThan(1);
    const finding = { code: 'low-rank', step: 9, sign: 'few directions', cause: 'a small dim', change: 'raise dim' };
    const report = { diagnostics: { warnings: [finding], looks: [{ step: 0, norm: null, uniformity: -3 }] } };
    expect(readWatched({ report })).toEqual({
      findings: [finding],
      checks: [{ step: 0, uniformity: -3 }],
    });
    expect(readWatched({ report: {} })).toBeUndefined();
  });

  it('watched the trained model, also if its text model goes live', () => {
    expect(watchedVersion({ ...heldRun, trainedVersion: 'm-1' })).toBe('m-1');
    expect(watchedVersion({ ...heldRun, kind: 'publish' })).toBeUndefined();
  });
});

describe('the history of versions', () => {
  it('says where a version comes from, and who decided what', () => {
    const version = runAnswers.versions[0]!;
    expect(originOf(version)).toBe('trained model');
    expect(originOf({ ...version, parent: 'm-0' })).toBe('trained model, continued from m-0');
    expect(originOf({ ...version, origin: 'train-step', lineage: { base: 'm-0', steps: 3 } })).toBe(
      'training step 3 from m-0',
    );
    expect(version.decisions.map(titleOfDecision)).toEqual([
      ...['The gate held it back', 'Promoted against the gate by Ann'],
    ]);
    expect(gateDecisionOf(version)?.decision).toBe('held');
  });
});

describe('settings that are typed', () => {
  it('are an object of JSON, or a fault', () => {
    expect(parseSettings('  ')).toEqual({ config: {} });
    expect(parseSettings('{"epochs": 3}')).toEqual({ config: { epochs: 3 } });
    expect(parseSettings('[1]').fault).toMatch(/no object/);
    expect(parseSettings('{"epochs": }').fault).toMatch(/no JSON/);
  });
});

describe('the scale of a chart', () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });

  it('has 1 to the most ticks, all of them round and inside of it', () => {
    fc.assert(
      fc.property(value, value, fc.integer({ min: 2, max: 10 }), (a, b, maxTicks) => {
        fc.pre(Math.abs(a - b) > 1e-6);
        const [low, high] = extentOf([a, b]);
        const { ticks, toPixels } = buildScale([low, high], [0, 100], maxTicks);
        expect(ticks.length).toBeLessThanOrEqual(maxTicks);
        for (const tick of ticks) {
          expect(toPixels(tick)).toBeGreaterThan(-0.1);
          expect(toPixels(tick)).toBeLessThan(100.1);
        }
      }),
    );
  });

  it('has at least 2 ticks, so that distances can be read, if it may have 6', () => {
    fc.assert(
      fc.property(value, value, fc.integer({ min: 6, max: 12 }), (a, b, maxTicks) => {
        fc.pre(Math.abs(a - b) > 1e-6);
        expect(buildScale(extentOf([a, b]), [0, 100], maxTicks).ticks.length).toBeGreaterThanOrEqual(2);
      }),
    );
  });

  it('has whole ticks for steps, and room around a single value', () => {
    expect(buildScale([0, 3], [0, 100], 10, { isWhole: true }).ticks).toEqual([0, 1, 2, 3]);
    expect(buildScale([2, 2], [0, 100], 3).toPixels(2)).toBe(50);
    expect(buildScale([0, 0.07], [0, 100], 5).ticks).toEqual([0, 0.02, 0.04, 0.06]);
    const round = buildScale([5.1, 5.93], [0, 100], 5, { endsAtTicks: true });
    expect([round.ticks, round.toPixels(5), round.toPixels(6)]).toEqual([[5, 5.5, 6], 0, 100]);
  });

  it('finds the value that is nearest to the pointer', () => {
    const scale = buildScale([0, 10], [0, 100], 5);
    expect(nearestTo(64, [0, 5, 10], scale)).toBe(1);
    expect(nearestTo(90, [0, 5, 10], scale)).toBe(2);
  });
});

describe('what a run chose by its data', () => {
  const tuning = {
    fields: { weights: { titleWeight: 1.5, brandWeight: 0.25 }, pairs: 1204, before: -2.5, after: -1.9871 },
    views: [
      { view: 'brand', agreement: 0.3412, confirmedBy: 'title', kept: 1 },
      { view: 'colour', agreement: 0.01, confirmedBy: null, kept: 0.05 },
    ],
    vectors: [{ name: 'image', weight: 0.6, products: 1200, unread: 3, decidedBy: 'texts' }],
    learningRateShare: 0.37,
    matching: false,
    clusters: false,
    popularity: { keepsPopularity: true, pairs: 90, foundWithout: 0.2, foundByPopularity: 0.2, foundWith: 0.3 },
    textWeight: 0.4,
    textWeightBy: 'walk',
    textWeightsTried: [{ textWeight: 0.4, found: 0.3, behind: 0, standardError: 0 }],
  } as const;

  it('is said in sentences, with what decided', () => {
    expect(
      describeChoices({ tuning, firstWeights: { kind: 'exact', dimensions: 169 } }).map(({ name, text, lines }) => [
        name,
        text,
        ...lines,
      ]),
    ).toEqual([
      [
        'Before training',
        'Products were exactly as near to each other as their words and numbers are. They differ in 169 ways.',
      ],
      ['What is alike', 'Products are more or less alike, as often as they occur together.'],
      ['Popular products', 'They count more: they are the answer for many.'],
      [
        'Texts',
        'Count 40 % in what is alike: most of the pairs that were held out are found with it. 1 weight was tried.',
      ],
      [
        'Weights of fields',
        'Fitted to 1,204 pairs. Their log-likelihood went from −2.5 to −1.99.',
        'titleWeight: 1.5',
        'brandWeight: 0.25',
      ],
      [
        'Agreement of fields',
        'Fields that agree with no other one count less.',
        'brand: agrees most with title (0.341 of 1), keeps 100 % of its weight',
        'colour: is shown to agree with no other field, keeps 5 % of its weight',
      ],
      [
        'Weights of vectors',
        'How much the given vectors count.',
        'image: 0.6 beside words of 1, for 1,200 products, 3 not read: so far the vectors agree with the texts',
      ],
      ['How much it trained', 'With 37 % of the learning rate, because there is little evidence for each product.'],
    ]);
  });

  it('names a matching, clusters, and training that could only harm', () => {
    const first = (changed: object) => describeChoices({ tuning: { ...tuning, ...changed } })[0]!.text;
    expect(first({ matching: true })).toContain('one match each');
    expect(first({ matching: true, clusters: true })).toContain('Small groups');
    expect(describeChoices({ tuning: { ...tuning, learningRateShare: 0 } }).at(-1)!.text).toContain('could only harm');
    expect(describeChoices({ tuning: { ...tuning, learningRateShare: 1 } }).at(-1)!.text).toBe(
      'With 100 % of the learning rate.',
    );
  });

  it('says of runs on pairs too what they started from, and why their weights were random', () => {
    const started = (firstWeights: FirstWeights) =>
      describeChoices({ tuning: null, firstWeights }).map(({ name, text }) => `${name}: ${text}`);
    expect(started({ kind: 'given' })).toEqual([
      'Before training: The weights were those of the version that the run started from.',
    ]);
    expect(started({ kind: 'random', because: 'too-many-dimensions' })[0]).toContain('numbers for');
    expect(started({ kind: 'random', because: 'too-much-work' })[0]).toContain('would take too long');
    expect(started({ kind: 'random', because: 'linear-encoder' })[0]).toContain('numbers alone');
  });

  it('says how near the first weights of a matching come to the texts', () => {
    const contentFit = { steps: 16, pairs: 43_040, errorBefore: 0.0562, errorAfter: 0.0134 };
    const textOf = (fit: typeof contentFit) =>
      describeChoices({ tuning: { ...tuning, contentFit: fit } }).find(({ name }) => name === 'Likeness of texts')!
        .text;
    expect(textOf(contentFit)).toBe(
      'Made more exact in 16 steps before the training: the error went from 0.0562 to 0.0134.',
    );
    expect(textOf({ steps: 0, pairs: 0, errorBefore: 0, errorAfter: 0 })).toContain('too large');
  });

  it('says how many numbers a vector has, why, and what was measured', () => {
    const kept = [
      { numbers: 256, share: 0.594 },
      { numbers: 512, share: 0.7085 },
    ];
    const choiceOf = (dimension: DimensionChoice) =>
      describeChoices({ tuning: null, dimension }).map(({ text, lines }) => [text, ...lines]);
    expect(choiceOf({ numbers: 512, because: 'most', kept })).toEqual([
      [
        '512: more would keep more products near, but cost too much storage and time.',
        '256 numbers: 59 % of the nearest products stay near',
        '512 numbers: 71 % of the nearest products stay near',
      ],
    ]);
    expect(choiceOf({ numbers: 64, because: 'configuration' })).toEqual([['64: the settings of the run say so.']]);
  });

  it('is read also from reports of earlier releases', () => {
    const { views: _v, popularity: _p, vectors: _w, clusters: _c, textWeightBy: _b, ...early } = tuning;
    const names = describeChoices({ tuning: { ...early, fields: null } }).map(({ name }) => name);
    expect(names).toEqual(['What is alike', 'Texts', 'Weights of fields', 'How much it trained']);
  });
});
