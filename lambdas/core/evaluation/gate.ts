import { type Candidate, chooseCandidate, type GateFacts } from './gate-choice.ts';
import { type Decided, explainVerdict, type Standings } from './gate-reason.ts';
import type { PossibleJudgement } from './judgement.ts';
import {
  findStanding,
  GATE_METRICS,
  type GateMetric,
  isBehind,
  type Proof,
  proveOver,
  type Standing,
} from './standing.ts';

/** The models that one run puts forward, and what is served. */
export interface GateInput extends Pick<GateFacts, 'live'>, Pick<Decided, 'heldOut'> {
  /** The judgement of the model that learned from training rows; absent in a run on the catalog alone. */
  readonly trained?: PossibleJudgement | undefined;
  /** The judgement of the text model; absent if it can embed too few products. */
  readonly text?: PossibleJudgement | undefined;
}

/** Which model of a run goes live, and the figures that decided. Plain JSON. */
export interface GateVerdict {
  /** Whether one of them goes live. */
  readonly passes: boolean;
  /** Null: what is live stays. Absent in verdicts that were stored before runs had a text model. */
  readonly goesLive?: Candidate | null;
  /** One sentence with the figures that decided. */
  readonly why: string;
  readonly queries: number;
  /**
   * By `model` the figures of the trained model (in a run on the catalog alone those of the text model), then those of
   * its opponents: the baselines, `text`, and `live` if a version is live.
   */
  readonly figures: Readonly<Record<string, GateFigures>>;
  /** How sure it is that the trained model is better than the text model. Absent if both were not compared. */
  readonly proof?: Proof;
}

/** For an opponent also the model's recall@10 minus its own, with the 95 % interval, if known. */
type GateFigures = Readonly<Record<GateMetric, number>> & Partial<Pick<Proof, 'difference' | 'low' | 'high'>>;

/**
 * Decides which model of a run goes live, if any (gate-choice.ts): by capped recall@10 and ndcg@10 over all rows, which
 * are outside the training data.
 */
export function decideGate(input: GateInput): GateVerdict {
  const { trained, text } = input;
  const standings = { trained: trained && findStanding(trained), text: text && findStanding(text) };
  const facts = collectFacts(input, standings);
  const goesLive = chooseCandidate(facts);
  const judged = standings.trained ?? standings.text;
  const proof = trained && facts.trainedOverText;
  return {
    passes: goesLive !== null,
    goesLive,
    why: explainVerdict({ ...input, ...facts, goesLive, standings }),
    queries: facts.queries,
    figures: judged ? listFigures(judged) : {},
    ...(proof && { proof }),
  };
}

function collectFacts(input: GateInput, { trained, text }: Standings): GateFacts {
  const between = (one: Standing | undefined, name: string) => one && proveOver(one, one.opponents.get(name));
  const isBehindIn = (one: Standing | undefined, name: string) =>
    one !== undefined && isBehind(one, one.opponents.get(name));
  return {
    live: input.live,
    hasTrained: input.trained !== undefined,
    hasText: input.text !== undefined,
    queries: (trained ?? text)?.metrics.queries ?? 0,
    trainedOverText: between(trained, 'text'),
    trainedOverLive: between(trained, 'live'),
    textOverLive: between(text, 'live'),
    isTrainedBesideLive: trained?.opponents.has('live') ?? false,
    isTrainedBehindText: isBehindIn(trained, 'text'),
    isTrainedBehindLive: isBehindIn(trained, 'live'),
    isTextBehindLive: isBehindIn(text, 'live'),
  };
}

function listFigures({ metrics, opponents }: Standing): Record<string, GateFigures> {
  const figuresOf = (of: Standing['metrics']) => ({ 'recall@10': of['recall@10'], 'ndcg@10': of['ndcg@10'] });
  return Object.fromEntries([
    ['model', figuresOf(metrics)],
    ...[...opponents].map(([name, { metrics: of, intervals }]) => [
      name,
      { ...figuresOf(of), ...intervals?.[GATE_METRICS[0]] },
    ]),
  ]);
}
