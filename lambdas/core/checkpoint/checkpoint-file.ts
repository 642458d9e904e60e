import { readSafetensors } from '../safetensors/read-safetensors.ts';
import type { Dtype, Tensor } from '../safetensors/tensor.ts';
import { writeSafetensors } from '../safetensors/write-safetensors.ts';
import { CheckpointError } from './checkpoint-error.ts';
import type { NamedArrays } from './named-arrays.ts';

const FORMAT = 'kindred-checkpoint/1';

/** The state of a training run between two steps. */
export interface Checkpoint {
  /** Weights, optimizer moments and weight averages. */
  readonly arrays: NamedArrays;
  /** The rest of the run's state: plain JSON, in which numbers may also be NaN or infinite. */
  readonly carried: unknown;
  /**
   * Identifies configuration and data. The run that resumes must have the same text. Stored as `begunWith` in the file.
   */
  readonly fingerprint: string;
}

/** Writes a checkpoint as one safetensors file. The same state always gives the same bytes. */
export function writeCheckpoint({ arrays, carried, fingerprint }: Checkpoint): Uint8Array {
  const tensors = Object.entries(arrays).map(
    ([name, data]): Tensor => ({ name, dtype: dtypeOf(data), shape: [data.length], data }),
  );
  return writeSafetensors({
    tensors,
    metadata: { format: FORMAT, begunWith: fingerprint, carried: stringifyAllNumbers(carried) },
  });
}

/** @throws CheckpointError `not-a-checkpoint`, SafetensorsError */
export function readCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = readSafetensors(bytes);
  const { format, begunWith, carried } = metadata;
  if (format !== FORMAT || begunWith === undefined || carried === undefined) {
    throw new CheckpointError('not-a-checkpoint', `format is ${format}, expected ${FORMAT}: restart the run`);
  }
  const arrays = [...tensors.values()].map(({ name, data }): [string, NamedArrays[string]] => {
    if (!(data instanceof Uint8Array)) return [name, data];
    throw new CheckpointError('not-a-checkpoint', `${name} holds bytes, expected numbers: restart the run`);
  });
  return { arrays: Object.fromEntries(arrays), carried: parseAllNumbers(carried), fingerprint: begunWith };
}

function dtypeOf(data: NamedArrays[string]): Dtype {
  if (data instanceof Int32Array) return 'I32';
  return data instanceof Float64Array ? 'F64' : 'F32';
}

/** JSON cannot express these numbers, but a run that diverges has them: they are stored as strings. */
const NOT_FINITE = ['NaN', 'Infinity', '-Infinity'];

function stringifyAllNumbers(value: unknown): string {
  return JSON.stringify(value, (_key, one) => (typeof one === 'number' && !Number.isFinite(one) ? String(one) : one));
}

function parseAllNumbers(json: string): unknown {
  return JSON.parse(json, (_key, one) => (NOT_FINITE.includes(one) ? Number(one) : one));
}
