/** About as many points are drawn at once at the least. */
const FEWEST_POINTS = 20_000;
/** WebGL reads columns of 16-bit numbers in steps of at most 255 bytes. */
const MOST_SLICES = 64;
/** At rest a frame may have so many points: it must not keep the next movement waiting. */
const POINTS_AT_REST = 250_000;
/** A machine that draws a slice in so few milliseconds draws all of them while the map moves. */
const QUICK_MILLISECONDS = 20;

/**
 * In how many slices points are drawn, as a power of two. Each has points from all over the map, so that the first one shows
 * its shape already.
 */
export function countSlices(points: number): number {
  return Math.min(MOST_SLICES, 2 ** Math.max(0, Math.floor(Math.log2(points / FEWEST_POINTS))));
}

/** What a frame is for. */
interface Occasion {
  /** Whether the reader is moving the map. */
  readonly isMoving: boolean;
  /** Whether more points are awaited: drawing all that have arrived, again for each part, would take longer than to load them. */
  readonly isLoading: boolean;
  /** How long the last frame with a slice took; undefined if that is not known yet. */
  readonly milliseconds: number | undefined;
  /** Slices of the picture that are drawn already. */
  readonly drawn: number;
  readonly points: number;
}

/**
 * How many slices a frame adds to the picture. While the map moves, slow machines draw the first one only, so that the frames
 * that just move the picture are not kept waiting.
 */
export function slicesOfFrame({ isMoving, isLoading, milliseconds, drawn, points }: Occasion): number {
  const slices = countSlices(points);
  if (isLoading) return drawn === 0 ? 1 : 0;
  if (!isMoving) return Math.min(slices - drawn, Math.max(1, Math.floor((POINTS_AT_REST * slices) / points)));
  if (drawn === 0) return 1;
  return drawn < slices && milliseconds !== undefined && milliseconds <= QUICK_MILLISECONDS ? 1 : 0;
}

/**
 * Whether a change of the points is drawn: while more are awaited, only when there are twice as many as are drawn, or as many as
 * before, of which others are shown.
 */
export function isWorthDrawing({
  isLoading,
  points,
  before,
}: {
  readonly isLoading: boolean;
  readonly points: number;
  readonly before: number;
}): boolean {
  return !isLoading || points >= 2 * before || points === before;
}
