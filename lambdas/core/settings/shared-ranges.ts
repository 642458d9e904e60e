/*
 * Ranges of settings that training runs, online steps and files of models have in common. They stand apart from the table
 * of training settings, because that table brings all losses and optimizers with it.
 */

/** Of `dim`, the numbers in an embedding. */
export const DIM_RANGE = [1, 1024] as const;

/** Of the units of a hidden layer; 0 for none. */
export const HIDDEN_RANGE = [0, 4096] as const;

/** Of the rows that tokens without a row of their own share. */
export const UNKNOWN_BUCKETS_RANGE = [0, 1e7] as const;

/** Of the learning rate. */
export const LEARNING_RATE_RANGE = [1e-9, 1000] as const;

/** Of the margin of triplet losses. */
export const MARGIN_RANGE = [0, 1e6] as const;
