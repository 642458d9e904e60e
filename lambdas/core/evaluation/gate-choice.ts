import { MIN_QUERIES } from './judgement.ts';
import type { Proof } from './standing.ts';

/** A model of a run that may go live. */
export type Candidate = 'trained' | 'text';

/** What the decision depends on. Comparisons are undefined if one of the two is absent, or without a row. */
export interface GateFacts {
  /** What is live: nothing, a text model, or a model that learned from training rows. */
  readonly live: 'nothing' | 'text' | 'trained';
  readonly hasTrained: boolean;
  readonly hasText: boolean;
  readonly queries: number;
  readonly trainedOverText: Proof | undefined;
  readonly trainedOverLive: Proof | undefined;
  readonly textOverLive: Proof | undefined;
  /** Whether the trained model was compared with what is live: not if that was trained on the judged rows. */
  readonly isTrainedBesideLive: boolean;
  /** By the figures as they are. */
  readonly isTrainedBehindText: boolean;
  readonly isTrainedBehindLive: boolean;
  readonly isTextBehindLive: boolean;
}

/**
 * Chooses the model that goes live. The kind of model that is served stays, unless the other kind is proved better. A
 * shop without a live version has a text model by default.
 * - Without a live version one of the models always goes live.
 * - A text model that is live is replaced by a trained model that is proved better than it and than the run's own text
 *   model. Else it is replaced by the run's text model, which has read the catalog as it is now, unless that ranks
 *   worse.
 * - A trained model that is live is replaced by one that ranks at least as well, by the figures as they are, and is not
 *   proved worse than the text model. If both could not be compared, the new one must be proved better than the text
 *   model. Else the live model is replaced by a text model that is proved better than it.
 * - Fewer than 10 queries prove nothing.
 * Baselines hold no version back, because they cannot be served.
 * @returns null if what is live stays
 */
export function chooseCandidate(facts: GateFacts): Candidate | null {
  if (facts.live === 'nothing') return chooseFirst(facts);
  return facts.live === 'text' ? chooseOverText(facts) : chooseOverTrained(facts);
}

function chooseFirst({ hasTrained, hasText, trainedOverText }: GateFacts): Candidate {
  if (!hasText) return 'trained';
  return hasTrained && trainedOverText?.outcome === 'better' ? 'trained' : 'text';
}

function chooseOverText(facts: GateFacts): Candidate | null {
  const { hasTrained, hasText, trainedOverText, trainedOverLive } = facts;
  const isBetterThanText = !hasText || trainedOverText?.outcome === 'better';
  if (hasTrained && isBetterThanText && trainedOverLive?.outcome === 'better') return 'trained';
  return hasText && !facts.isTextBehindLive ? 'text' : null;
}

function chooseOverTrained(facts: GateFacts): Candidate | null {
  const { hasTrained, hasText, queries, trainedOverText, textOverLive } = facts;
  const isWorseThanText = queries < MIN_QUERIES ? facts.isTrainedBehindText : trainedOverText?.outcome === 'worse';
  const mayReplace = facts.isTrainedBesideLive
    ? !facts.isTrainedBehindLive && !isWorseThanText
    : trainedOverText?.outcome === 'better';
  if (hasTrained && queries > 0 && mayReplace) return 'trained';
  return hasText && textOverLive?.outcome === 'better' ? 'text' : null;
}
