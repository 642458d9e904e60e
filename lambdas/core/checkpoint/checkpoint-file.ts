import { readSafetensors } from '../safetensors/read-safetensors.ts';
import type { Dtype, Tensor } from '../safetensors/tensor.ts';
import { writeSafetensors } from '../safetensors/write-safetensors.ts';
import { CheckpointError } from './checkpoint-error.ts';
import type { NamedArrays } from './named-arrays.ts';

const FORMAT = 'kindred-checkpoint/1';

/** A training run between two steps. */
export interface Checkpoint {
  /** Weights, moments of the optimizer, averages. */
  readonly arrays: NamedArrays;
  /** All else that the run carries on: plain JSON, numbers of any kind. */
  readonly carried: unknown;
  /** What the run was begun with: text that must be the same where it goes on. */
  readonly begunWith: string;
}

/** A checkpoint as one safetensors file: the same state gives the same bytes. */
export function writeCheckpoint({ arrays, carried, begunWith }: Checkpoint): Uint8Array {
  const tensors = Object.entries(arrays).map(
    ([name, data]): Tensor => ({ name, dtype: dtypeOf(data), shape: [data.length], data }),
  );
  return writeSafetensors({ tensors, metadata: { format: FORMAT, begunWith, carried: jsonOf(carried) } });
}

/** @throws CheckpointError `not-a-checkpoint`, SafetensorsError */
export function readCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = readSafetensors(bytes);
  const { format, begunWith, carried } = metadata;
  if (format !== FORMAT || begunWith === undefined || carried === undefined) {
    throw new CheckpointError('not-a-checkpoint', `format is ${format}, expected ${FORMAT}: begin the run anew`);
  }
  const arrays = [...tensors.values()].map(({ name, data }): [string, NamedArrays[string]] => {
    if (!(data instanceof Uint8Array)) return [name, data];
    throw new CheckpointError('not-a-checkpoint', `${name} is bytes, expected numbers: begin the run anew`);
  });
  return { arrays: Object.fromEntries(arrays), carried: parsedJson(carried), begunWith };
}

function dtypeOf(data: NamedArrays[string]): Dtype {
  if (data instanceof Int32Array) return 'I32';
  return data instanceof Float64Array ? 'F64' : 'F32';
}

/** JSON has no NaN and no infinity, but runs that diverge have. */
const NOT_FINITE = ['NaN', 'Infinity', '-Infinity'];

function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_key, one) => (typeof one === 'number' && !Number.isFinite(one) ? String(one) : one));
}

function parsedJson(json: string): unknown {
  return JSON.parse(json, (_key, one) => (NOT_FINITE.includes(one) ? Number(one) : one));
}
