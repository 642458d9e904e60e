/** Numbers of a vector of length 1 are rounded to this step: less than a thousandth of their usual size. */
const STEPS_PER_UNIT = 1e5;

/**
 * The direction of a vector as numbers of at most five decimals. A product is stored as JSON text, in which a number then takes 8
 * characters instead of 20. A vector without a direction stays as it is.
 */
export function roundVector(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  if (length === 0) return vector;
  return vector.map((x) => Math.round((x / length) * STEPS_PER_UNIT) / STEPS_PER_UNIT);
}
