/** A rung of successive halving: so many trials, each for so long. */
export interface Rung {
  readonly trials: number;
  /** Of a nominal core, for each trial. */
  readonly seconds: number;
}

/** Of the trials of a rung the best third goes on, for three times as long. */
const HALVING = 3;

/**
 * Rungs that take a budget together (Karnin et al. 2013; Jamieson and Talwalkar 2016, algorithm 1): each has a third of the trials of
 * the one before, three times as long. Every rung but the first has room for one trial more: the given settings are never
 * dropped, so that what is chosen is always compared with them at full length.
 * @param trials Of the first rung, at least 1. @param seconds For all rungs. @param longest That a trial can make use of.
 */
export function planRungs(trials: number, seconds: number, longest: number): Rung[] {
  const sizes = [trials];
  while (sizes.at(-1)! > 1) sizes.push(Math.ceil(sizes.at(-1)! / HALVING));
  const rooms = sizes.map((size, rung) => (rung === 0 ? size : size + 1));
  const lengths = sizes.map((_, rung) => HALVING ** rung);
  const unit = seconds / rooms.reduce((sum, room, rung) => sum + room * lengths[rung]!, 0);
  return rooms.map((room, rung) => ({ trials: room, seconds: Math.min(longest, unit * lengths[rung]!) }));
}

/** The places of those that go on: the best by score, the earlier of equal ones, and the first whatever its score. */
export function selectSurvivors(scores: readonly number[], room: number): number[] {
  const others = scores.map((_, place) => place).slice(1);
  const best = others.sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, Math.max(0, room - 1));
  return [0, ...best.sort((a, b) => a - b)];
}
