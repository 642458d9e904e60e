import type { Margin } from '../losses/scalar-losses.ts';
import type { CounterRandom } from '../numerics/random.ts';
import type { TrainingConfig } from '../training/config/training-config.ts';
import { type DistanceGaps, deriveMargin, deriveTemperature } from './distance-gaps.ts';

/** The changes of a trial to the given configuration; plain JSON. */
export type TrialSettings = Partial<
  Pick<
    TrainingConfig,
    | 'loss'
    | 'miner'
    | 'symmetric'
    | 'maskKnownPositives'
    | 'learnTemperature'
    | 'temperature'
    | 'margin'
    | 'logQStrength'
    | 'identityDropout'
    | 'batchSize'
  >
>;

/** One trial of a search. */
export interface Trial {
  readonly settings: TrialSettings;
  /** Index of its field weighting; 0: the given or the tuned field weights. */
  readonly weighting: number;
}

/** The space that trials are drawn from. */
export interface TrialSpace {
  readonly given: TrainingConfig;
  readonly gaps: DistanceGaps;
  /** Candidates per anchor of the listwise loss. */
  readonly listCandidates: number;
  /** Number of field weightings, at least 1. */
  readonly weightings: number;
}

/** The losses on pairs that tuning tries. They are a choice: `losses/registry.ts` has more, and a configuration may name any. */
const PAIR_LOSSES = ['info-nce', 'supervised-contrastive', 'semi-hard', 'multi-similarity', 'batch-hard'] as const;
/** Most losses on pairs compare all rows of a batch, so the batch is kept small. */
const MAX_PAIR_BATCH = 128;

/** Quantiles of the gaps for margins and temperatures; `given` uses those of the configuration. */
const SHARES = [0.25, 0.5, 0.75, 'given'] as const;
const DROPOUTS = [0.2, 0.4, 0.6, 0.8];
const LOG_Q_STRENGTHS = [0, 0.5, 1];

/**
 * Draws trials to compare with the given configuration. Trials with an even index use the listwise loss; the others use the
 * losses on pairs in turn. All other settings are random, because a grid spends most trials on settings that do not matter
 * (Bergstra and Bengio 2012).
 */
export function drawTrials(count: number, space: TrialSpace, random: CounterRandom): Trial[] {
  return Array.from({ length: count }, (_, i) => {
    const loss = i % 2 === 0 ? 'listwise' : PAIR_LOSSES[((i - 1) / 2) % PAIR_LOSSES.length]!;
    const weighting = random.integer(space.weightings);
    return { settings: drawSettings(loss, space, random), weighting };
  });
}

/** Lists the settings that differ from a configuration. */
export function listChanges(settings: TrialSettings, given: TrainingConfig): TrialSettings {
  const changes = Object.entries(settings).filter(([name, value]) => given[name as keyof TrialSettings] !== value);
  return Object.fromEntries(changes);
}

/** The margin of a triplet loss; `soft` without gaps to measure. */
function selectMargin(share: (typeof SHARES)[number], gaps: DistanceGaps, given: TrainingConfig): Margin {
  if (share === 'given') return given.margin;
  return deriveMargin(gaps, given.distance, share) ?? 'soft';
}

function drawSettings(
  loss: 'listwise' | (typeof PAIR_LOSSES)[number],
  { given, gaps, listCandidates }: TrialSpace,
  random: CounterRandom,
): TrialSettings {
  const pick = <T>(of: readonly T[]): T => of[random.integer(of.length)]!;
  const [share, dropout, logQStrength] = [pick(SHARES), pick(DROPOUTS), pick(LOG_Q_STRENGTHS)];
  const batchSize = Math.min(given.batchSize, MAX_PAIR_BATCH);
  const temperatureFor = (candidates: number): number =>
    (share === 'given' ? undefined : deriveTemperature(gaps, candidates, share)) ?? given.temperature;
  // Settings that not every loss accepts are reset to values that all accept.
  const margin = given.margin === 'soft' ? 0.5 : given.margin;
  const neutral = { miner: 'none', symmetric: false, learnTemperature: false, maskKnownPositives: false } as const;
  const other = { ...neutral, margin, identityDropout: dropout };
  switch (loss) {
    case 'listwise':
      return { ...other, loss, temperature: temperatureFor(listCandidates) };
    case 'info-nce':
      return { ...other, loss, temperature: temperatureFor(given.batchSize), logQStrength };
    case 'supervised-contrastive':
      return { ...other, loss, temperature: temperatureFor(batchSize), batchSize };
    case 'multi-similarity':
      return { ...other, loss, batchSize };
    default:
      return { ...other, loss, margin: selectMargin(share, gaps, given), batchSize };
  }
}
