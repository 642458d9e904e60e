import { beforeAll, describe, expect, it } from 'vitest';
import { firstRowAfter } from '../../../lambdas/core/kernels/simd/code-scan.ts';
import { LateVectors, MAX_TAKEN_BYTES } from '../../../lambdas/core/search/late-vectors.ts';
import { packSegment } from '../../../lambdas/core/search/pack-segment.ts';
import { Segment } from '../../../lambdas/core/search/segment.ts';
import { createMemoryFile } from '../../../lambdas/core/search/segment-file.ts';
import { headOf } from '../../../lambdas/use-cases/snapshots/write-snapshot.ts';

/** Long vectors, so that few of them reach the limit. */
const D = 4096;
const ROWS = 1100;
const SECOND = firstRowAfter(ROWS);

let bytes: Uint8Array;
beforeAll(() => {
  const vectorOf = (row: number) => Float32Array.from({ length: D }, (_, i) => ((row * 31 + i * 17) % 97) - 48);
  bytes = packSegment(
    'm-1',
    Array.from({ length: ROWS }, (_, row) => ({ id: `p${row}`, vector: vectorOf(row), fields: {} })),
  );
});

/** Two segments of which only the heads are read. */
function lateVectors() {
  const open = () => new Segment(createMemoryFile(bytes), undefined, headOf(bytes).bytes);
  const segments = [open(), open()];
  const late = new LateVectors([
    { segment: segments[0]!, firstRow: 0 },
    { segment: segments[1]!, firstRow: SECOND },
  ]);
  /** Reads rows one after the other. @returns how many were forgotten */
  const read = (rows: readonly number[]) => {
    let forgotten = 0;
    for (const row of rows)
      for (const range of late.rangesOf([row]))
        forgotten += late.take(range, bytes.slice(range.at, range.at + range.bytes));
    return forgotten;
  };
  return { segments, late, read };
}

const all = Array.from({ length: ROWS }, (_, row) => row);
const held = (late: LateVectors, rows: readonly number[]) => rows.filter((row) => !late.lacks(row)).length;

describe('vectors that questions read one by one', () => {
  it('take at most 32 MiB in all segments: those read longest ago are forgotten, and counted', () => {
    const { late, read } = lateVectors();
    const rows = [...all, ...all.map((row) => SECOND + row)];
    const forgotten = read(rows);
    const kept = held(late, rows);
    expect(forgotten + kept).toBe(rows.length);
    const bytesHeld = kept * D * Float32Array.BYTES_PER_ELEMENT;
    expect(bytesHeld).toBeLessThanOrEqual(MAX_TAKEN_BYTES);
    expect(bytesHeld).toBeGreaterThan(0.95 * MAX_TAKEN_BYTES);
    expect(rows.findIndex((row) => !late.lacks(row))).toBe(forgotten);
  });

  it('can be read again after they were forgotten', () => {
    const { segments, late, read } = lateVectors();
    read([...all, ...all.map((row) => SECOND + row)]);
    expect(late.lacks(0)).toBe(true);
    expect(read([0])).toBe(1);
    expect(late.lacks(0)).toBe(false);
    const { at, bytes: length } = segments[0]!.vectors.rangeOf(0, 1);
    expect(segments[0]!.vectors.at(0)).toEqual(new Float32Array(bytes.slice(at, at + length).buffer));
  });

  it('are not counted any more once all vectors of their segment are read', () => {
    const { late, read } = lateVectors();
    read(all);
    for (const _ of late.takeAll(0, createMemoryFile(bytes), false));
    expect(held(late, all)).toBe(ROWS);
    expect(read(all.map((row) => SECOND + row))).toBe(0);
  });
});
