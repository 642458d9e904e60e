import type { Judgement, PossibleJudgement } from '../evaluation/judgement.ts';
import type { HeldOutRule } from '../training/data/held-out-rule.ts';
import type { TrainingReport } from '../training/run/training-report.ts';
import { describeVerdict } from './verdict.ts';

export interface ModelCardInput {
  readonly modelVersion: string;
  /** Hex SHA-256 of the file of weights. */
  readonly weightsSha256: string;
  /** Hex SHA-256 of the training set in its canonical order (writeCanonicalLines). */
  readonly dataSha256: string;
  /** The report of the training run. Fields that the card has no section for are copied to `more`. */
  readonly report: TrainingReport;
  readonly judgement: PossibleJudgement;
  readonly judgedOn: 'judging' | 'held-out';
  /** The served version that the model was compared with; null without a comparison. */
  readonly liveVersion: string | null;
}

/**
 * How a version was trained and how good it is: plain JSON without a timestamp, so that the same run gives the same
 * bytes.
 */
export interface ModelCard {
  readonly formatVersion: 1;
  readonly modelVersion: string;
  readonly weightsSha256: string;
  readonly verdict: string;
  /** What the model learned from. Absent in cards of earlier releases. */
  readonly learnedFrom?: TrainingReport['learnedFrom'];
  readonly data: TrainingReport['data'] & { readonly sha256: string };
  readonly split: {
    readonly rule: string;
    readonly seed: number;
    readonly heldOutFraction: number;
    readonly heldOutRows: number;
    /** Facts that were left out of training because they repeat a held-out one. */
    readonly copiesOfHeldOut: number;
    readonly by: HeldOutRule['by'];
  };
  readonly judgedOn: ModelCardInput['judgedOn'];
  readonly liveVersion: string | null;
  readonly judgement: PossibleJudgement;
  /** The judgement on the held-out rows; null if `judgement` is already that. */
  readonly heldOut: Judgement | null;
  readonly config: TrainingReport['config'];
  readonly lossCurve: TrainingReport['lossCurve'];
  readonly diagnostics: TrainingReport['diagnostics'];
  /** Scores of the epochs, if the best was selected. */
  readonly epochs?: TrainingReport['epochs'];
  /** How much of the training the model keeps. Absent on the catalog alone, and in cards of earlier releases. */
  readonly trainedShare?: TrainingReport['trainedShare'];
  /** The tried settings, if the run searched for settings. */
  readonly search?: TrainingReport['search'];
  /** How the model sees the catalog. Absent in cards of earlier releases. */
  readonly review?: TrainingReport['review'];
  /** All other fields of the training report. */
  readonly more: Readonly<Record<string, unknown>>;
}

const SPLIT_RULES: Readonly<Record<HeldOutRule['by'], string>> = {
  random: 'distinct training rows at random by the seed and their content, at most about 1,000',
  time: 'the newest distinct training rows by the time at which they first occurred, at most 1,000',
};
const QUERY_RULE =
  'The query of a pair is its anchor. The query of a session is its last product but one, and the last is relevant. The ' +
  'query of a basket is a random product, and the others are relevant';

/** Builds the card of a version. */
export function buildModelCard(input: ModelCardInput): ModelCard {
  const { learnedFrom, config, data, lossCurve, heldOut, diagnostics, epochs, trainedShare, search, review, ...more } =
    input.report;
  const { judgement, judgedOn, dataSha256, modelVersion, weightsSha256, liveVersion } = input;
  const { seed, heldOutFraction } = config;
  const { by } = data.split;
  return {
    formatVersion: 1,
    modelVersion,
    weightsSha256,
    verdict: describeVerdict(judgement),
    ...(learnedFrom && { learnedFrom }),
    data: { sha256: dataSha256, ...data },
    split: {
      rule: `${SPLIT_RULES[by]}. ${QUERY_RULE}`,
      seed,
      heldOutFraction,
      heldOutRows: data.heldOutRows,
      copiesOfHeldOut: data.copiesOfHeldOut,
      by,
    },
    judgedOn,
    liveVersion,
    judgement,
    heldOut: judgedOn === 'judging' ? heldOut : null,
    config,
    lossCurve,
    diagnostics,
    ...(epochs && { epochs }),
    ...(trainedShare && { trainedShare }),
    ...(search && { search }),
    ...(review && { review }),
    more,
  };
}

/** The content of `card.json`. */
export function writeCardJson(card: ModelCard): string {
  return `${JSON.stringify(card, null, 2)}\n`;
}
