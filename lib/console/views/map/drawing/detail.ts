/** While the map moves, a frame should not take longer: 30 a second. */
const SLOW_MILLISECONDS = 34;
/** A frame that is so short leaves time for more points. */
const QUICK_MILLISECONDS = 18;
/** About as many points are drawn at the least, and while more of them arrive. */
const FEWEST_POINTS = 20_000;

/**
 * How many points a drawn one stands for in the next frame of a movement, as a power of two: more after a slow frame, by as much
 * as it was too slow; half as many after a quick one. At rest all points are drawn.
 * @param frameMilliseconds From the frame before to this one, both of a movement.
 */
export function nextStride(stride: number, frameMilliseconds: number, points: number): number {
  if (frameMilliseconds < QUICK_MILLISECONDS) return Math.max(1, stride / 2);
  if (frameMilliseconds <= SLOW_MILLISECONDS) return stride;
  const wanted = stride * 2 ** Math.ceil(Math.log2(frameMilliseconds / SLOW_MILLISECONDS));
  return Math.min(wanted, coarsestStride(points));
}

/** The stride at which the fewest points are drawn. */
export function coarsestStride(points: number): number {
  return 2 ** Math.max(0, Math.floor(Math.log2(points / FEWEST_POINTS)));
}
