/** A rung of successive halving: a number of trials, each with the same time. */
export interface Rung {
  readonly trials: number;
  /** Seconds of a nominal core per trial. */
  readonly seconds: number;
}

/** The best third of a rung's trials continues, with three times the time. */
const REDUCTION = 3;

/**
 * Plans the rungs that use up a budget (Karnin et al. 2013; Jamieson and Talwalkar 2016, algorithm 1): each has a third
 * of the trials of the one before, with three times the time. Every rung but the first has one place more: the given
 * settings are never dropped, so that the chosen settings are always compared with them at full length.
 * @param trials Trials of the first rung, at least 1. @param seconds Budget of all rungs.
 * @param maxSeconds The time that a trial needs for all its steps.
 */
export function planRungs(trials: number, seconds: number, maxSeconds: number): Rung[] {
  const sizes = [trials];
  while (sizes.at(-1)! > 1) sizes.push(Math.ceil(sizes.at(-1)! / REDUCTION));
  const places = sizes.map((size, rung) => (rung === 0 ? size : size + 1));
  const lengths = sizes.map((_, rung) => REDUCTION ** rung);
  const unit = seconds / places.reduce((sum, count, rung) => sum + count * lengths[rung]!, 0);
  return places.map((count, rung) => ({ trials: count, seconds: Math.min(maxSeconds, unit * lengths[rung]!) }));
}

/**
 * Selects the trials of the next rung: the first at any score, and the best others, the earlier of equal ones.
 * @returns indices
 */
export function selectSurvivors(scores: readonly number[], places: number): number[] {
  const others = scores.map((_, place) => place).slice(1);
  const best = others.sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, Math.max(0, places - 1));
  return [0, ...best.sort((a, b) => a - b)];
}
