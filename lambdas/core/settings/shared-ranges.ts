/*
 * Ranges of settings that training runs and online steps have in common. They stand apart from the table of training
 * settings, because that table brings all losses and optimizers with it.
 */

/** Of the learning rate. */
export const LEARNING_RATE_RANGE = [1e-9, 1000] as const;

/** Of the margin of triplet losses. */
export const MARGIN_RANGE = [0, 1e6] as const;
