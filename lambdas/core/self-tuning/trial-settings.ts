import type { Margin } from '../losses/scalar-losses.ts';
import type { CounterRandom } from '../numerics/random.ts';
import type { TrainingConfig } from '../training/config/training-config.ts';
import { type DistanceGaps, deriveMargin, deriveTemperature } from './distance-gaps.ts';

/** What a trial takes in place of the given configuration; plain JSON. */
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

/** A trial: its settings, and which of the weightings of the fields it is of (0: the given ones, or as tuned). */
export interface Trial {
  readonly settings: TrialSettings;
  readonly weighting: number;
}

/** What trials are drawn from. */
export interface TrialSpace {
  readonly given: TrainingConfig;
  readonly gaps: DistanceGaps;
  /** Candidates of an anchor on lists. */
  readonly listCandidates: number;
  /** Weightings of the fields there are, at least 1. */
  readonly weightings: number;
}

/** The losses of drawn pairs that are tried. All rows of a batch are compared under most: it is kept small. */
const PAIR_LOSSES = ['info-nce', 'supervised-contrastive', 'semi-hard', 'multi-similarity', 'batch-hard'] as const;
const LARGEST_PAIR_BATCH = 128;

/** Quantiles of the gaps that margins are taken at, and temperatures; or those that are given. */
const SHARES = [0.25, 0.5, 0.75, 'given'] as const;
const DROPOUTS = [0.2, 0.4, 0.6, 0.8];
const LOG_Q_STRENGTHS = [0, 0.5, 1];

/**
 * Trials beside the given configuration: every other one on lists, the rest on the losses of drawn pairs in turn; everything
 * else by chance, for a grid would spend itself on settings that do not matter (Bergstra and Bengio 2012).
 */
export function drawTrials(count: number, space: TrialSpace, random: CounterRandom): Trial[] {
  return Array.from({ length: count }, (_, i) => {
    const loss = i % 2 === 0 ? 'listwise' : PAIR_LOSSES[((i - 1) / 2) % PAIR_LOSSES.length]!;
    const weighting = random.integer(space.weightings);
    return { settings: settingsFor(loss, space, random), weighting };
  });
}

/** What settings change of a configuration. */
export function listChanges(settings: TrialSettings, given: TrainingConfig): TrialSettings {
  const changes = Object.entries(settings).filter(([name, value]) => given[name as keyof TrialSettings] !== value);
  return Object.fromEntries(changes);
}

/** Of the losses that are made of triplets; a soft one where nothing can be measured. */
function marginOf(share: (typeof SHARES)[number], gaps: DistanceGaps, given: TrainingConfig): Margin {
  if (share === 'given') return given.margin;
  return deriveMargin(gaps, given.distance, share) ?? 'soft';
}

function settingsFor(
  loss: 'listwise' | (typeof PAIR_LOSSES)[number],
  { given, gaps, listCandidates }: TrialSpace,
  random: CounterRandom,
): TrialSettings {
  const pick = <T>(of: readonly T[]): T => of[random.integer(of.length)]!;
  const [share, dropout, logQStrength] = [pick(SHARES), pick(DROPOUTS), pick(LOG_Q_STRENGTHS)];
  const batchSize = Math.min(given.batchSize, LARGEST_PAIR_BATCH);
  const temperatureAmong = (candidates: number): number =>
    (share === 'given' ? undefined : deriveTemperature(gaps, candidates, share)) ?? given.temperature;
  // What not every loss takes goes back to what all do.
  const margin = given.margin === 'soft' ? 0.5 : given.margin;
  const plain = { miner: 'none', symmetric: false, learnTemperature: false, maskKnownPositives: false } as const;
  const other = { ...plain, margin, identityDropout: dropout };
  switch (loss) {
    case 'listwise':
      return { ...other, loss, temperature: temperatureAmong(listCandidates) };
    case 'info-nce':
      return { ...other, loss, temperature: temperatureAmong(given.batchSize), logQStrength };
    case 'supervised-contrastive':
      return { ...other, loss, temperature: temperatureAmong(batchSize), batchSize };
    case 'multi-similarity':
      return { ...other, loss, batchSize };
    default:
      return { ...other, loss, margin: marginOf(share, gaps, given), batchSize };
  }
}
