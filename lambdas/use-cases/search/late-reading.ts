import { setImmediate as breathe, setTimeout as delay } from 'node:timers/promises';
import { CodedError } from '../../core/errors/coded-error.ts';
import { MAX_TAKEN_BYTES, VectorsMissing } from '../../core/search/late-vectors.ts';
import { SegmentError } from '../../core/search/segment-error.ts';
import type { SnapshotIndex } from '../../core/search/snapshot-index.ts';
import type { Clock } from '../../ports/clock.ts';
import { IndexReplaced } from '../../ports/similar-search.ts';
import type { SegmentHead } from '../../ports/snapshot-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import { mapConcurrently } from '../../shared/concurrency.ts';
import { UseCaseError } from '../common/use-case-error.ts';

/** Segments whose vectors are read at the same time. */
const CONCURRENT_SEGMENTS = 4;
/** A question that needs more ranges waits until all vectors are read: then so many requests take longer. */
const MAX_RANGES = 64;
/** The same for all its ranges together: rows that lie close together form few ranges of many bytes. */
const MAX_RANGE_BYTES = 1024 * 1024;
/** Times that a question asks for vectors, each time for others, until it waits for all of them. */
const MAX_TURNS = 4;

/**
 * Attempts to read a segment. A connection may be lost in the middle, and is after a pause of the function; the other segments
 * stay open meanwhile.
 */
const SEGMENT_ATTEMPTS = 3;

/** After a failure in the background no answer starts another reading for this time, which doubles with each failure. */
const FIRST_PAUSE_SECONDS = 2;
const MAX_PAUSE_SECONDS = 60;

/** Passed to `onWarning`: questions are slower than they were, until reading succeeds. */
class VectorsForgotten extends CodedError<'vectors-forgotten'> {
  constructor(count: number) {
    const limit = `single vectors take at most ${MAX_TAKEN_BYTES / 2 ** 20} MiB`;
    super(
      'vectors-forgotten',
      `${count} vectors were forgotten, because ${limit}: mend why reading all of them fails.`,
    );
  }
}

/** Reads a segment, or a part of it, again after a temporary failure. */
export async function attemptReading<Result>(read: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read();
    } catch (cause) {
      const isTemporary = cause instanceof StoreError && cause.code === 'unavailable';
      if (!isTemporary || attempt === SEGMENT_ATTEMPTS) throw cause;
    }
  }
}

export interface LateReadingOptions {
  readonly snapshot: SnapshotIndex;
  /** By segment of the index. */
  readonly heads: readonly SegmentHead[];
  /** Whether the float32 vectors are to be in memory when they are read. */
  readonly loadVectors: boolean;
  /** How long a question waits for vectors. */
  readonly waitSeconds: number;
  /** Resolves after some milliseconds. @default a timer that does not keep the process */
  readonly wait?: ((milliseconds: number) => Promise<unknown>) | undefined;
  readonly clock: Clock;
  /** Receives how many ranges a question read. */
  readonly onRanges?: ((ranges: number) => void) | undefined;
  /** Receives why the vectors were not read, and then how many were forgotten meanwhile, if some were. */
  readonly onWarning: (cause: unknown) => void;
  /** Ends the reading, when the index is closed. */
  readonly signal: AbortSignal;
}

/**
 * Reads the vectors of an index that was opened by the heads of its segments: single ones for a question, and all of them
 * afterwards. Reading goes on in later invocations, and continues after a failure with the segments that are missing.
 */
export class LateReading {
  readonly #options: LateReadingOptions;
  #reading: Promise<void> | undefined;
  #isUnsound = false;
  #failures = 0;
  /** Vectors that were forgotten since the last warning. */
  #forgotten = 0;
  #pausedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(options: LateReadingOptions) {
    this.#options = options;
  }

  /** Whether vectors are missing. */
  get isLate(): boolean {
    return this.#options.snapshot.late.isLate;
  }

  /** Whether the vectors can never be read: the snapshot has to be opened again, whole. */
  get isUnsound(): boolean {
    return this.#isUnsound;
  }

  /**
   * Does something that may need vectors which are not read, again until they are. It must change nothing, because it is
   * repeated from the beginning.
   * @param isOfMany Whether it needs so many vectors that all are read at once (default false).
   * @throws StoreError `unavailable` if vectors cannot be read; IndexReplaced; UseCaseError `index-loading` if they are not read in
   * time, or all were asked for in the pause after a failure; VectorsMissing if it needs vectors of another index
   */
  async run<Result>(work: () => Result, isOfMany = false): Promise<Result> {
    let timeout: Promise<never> | undefined;
    for (let turn = 1; ; turn++) {
      this.#refuseClosed();
      try {
        return work();
      } catch (cause) {
        // Without the second condition a fault of the program would repeat it for ever, and nothing else would run.
        if (!(cause instanceof VectorsMissing) || !this.isLate) throw cause;
        const reading = this.#read(isOfMany || turn > MAX_TURNS ? 'all' : cause.rows);
        timeout ??= this.#timeout();
        await this.#unlessClosed([reading, timeout]);
      }
    }
  }

  /** Reads all vectors in the background. A failure is a warning, and a call after a pause continues. */
  start(): void {
    if (!this.isLate || this.#isUnsound || this.#reading || this.#pauseSeconds() > 0) return;
    this.#readAll().catch((cause: unknown) => {
      if (this.#options.signal.aborted) return;
      this.#options.onWarning(cause);
      this.#reportForgotten();
    });
  }

  #reportForgotten(): void {
    if (this.#forgotten === 0) return;
    this.#options.onWarning(new VectorsForgotten(this.#forgotten));
    this.#forgotten = 0;
  }

  /** Waits for the first of some promises. It fails at once when the index is closed. */
  async #unlessClosed(waited: readonly Promise<void>[]): Promise<void> {
    const { signal } = this.#options;
    const { promise: closed, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(this.#replaced());
    // One promise for all questions would hold something of each until the index is closed.
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await Promise.race([...waited, closed]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Fails when a question has waited long enough: Lambda ends a function that is out of time, with all that was read. */
  async #timeout(): Promise<never> {
    const { waitSeconds, snapshot, wait = waitUnreferenced } = this.#options;
    await wait(waitSeconds * 1000);
    this.start();
    throw new UseCaseError(
      'index-loading',
      `the vectors of ${snapshot.modelVersion} are still being read after ${waitSeconds} s; reading continues`,
    );
  }

  async #read(rows: readonly number[] | 'all'): Promise<void> {
    // It would fail again, after as many bytes for each question, while the snapshot is opened whole.
    if (this.#isUnsound) throw unsound();
    const ranges = rows === 'all' ? [] : this.#options.snapshot.late.rangesOf(rows);
    const isMuch = ranges.length > MAX_RANGES || ranges.reduce((sum, { bytes }) => sum + bytes, 0) > MAX_RANGE_BYTES;
    try {
      if (rows === 'all' || isMuch) await this.#readAllUnlessPaused();
      else await this.#readRanges(ranges);
    } catch (cause) {
      throw this.#unavailable(cause);
    }
  }

  async #readRanges(ranges: ReturnType<SnapshotIndex['late']['rangesOf']>): Promise<void> {
    const { heads, snapshot, onRanges, signal } = this.#options;
    onRanges?.(ranges.length);
    const byPart = Map.groupBy(ranges, ({ part }) => part);
    await this.#marking(() =>
      mapConcurrently(byPart, CONCURRENT_SEGMENTS, async ([part, some]) => {
        const read = await heads[part]!.readRanges(some, signal);
        // The codes with which they are compared are in a file that is closed with the index.
        this.#refuseClosed();
        for (const [i, range] of some.entries()) this.#forgotten += snapshot.late.take(range, read[i]!);
      }),
    );
  }

  #readAll(): Promise<void> {
    this.#reading ??= this.#marking(() => this.#readSegments())
      .catch((cause: unknown) => {
        this.#pause();
        throw cause;
      })
      .finally(() => {
        this.#reading = undefined;
      });
    return this.#reading;
  }

  /** A question that needs all vectors starts no reading in a pause either: it would read the same bytes for the same failure. */
  #readAllUnlessPaused(): Promise<void> {
    const retryAfterSeconds = Math.ceil(this.#pauseSeconds());
    if (this.#reading || retryAfterSeconds <= 0) return this.#readAll();
    const { modelVersion } = this.#options.snapshot;
    throw new UseCaseError(
      'index-loading',
      `reading the vectors of ${modelVersion} failed; it is tried again in ${retryAfterSeconds} s`,
      [],
      { retryAfterSeconds },
    );
  }

  /** Until a reading in the background may start; at most 0 if it may. */
  #pauseSeconds(): number {
    return (this.#pausedUntilMs - this.#options.clock.now().getTime()) / 1000;
  }

  #pause(): void {
    const seconds = Math.min(MAX_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** this.#failures);
    this.#failures += 1;
    this.#pausedUntilMs = this.#options.clock.now().getTime() + seconds * 1000;
  }

  async #readSegments(): Promise<void> {
    const { heads, snapshot, loadVectors, signal } = this.#options;
    await mapConcurrently(heads.entries(), CONCURRENT_SEGMENTS, async ([part, head]) => {
      if (signal.aborted || !snapshot.late.isLateIn(part)) return;
      const file = await attemptReading(() => head.readRest(signal));
      for (const _ of snapshot.late.takeAll(part, file, loadVectors)) await breathe();
      // The index was closed without it.
      if (signal.aborted) file.close();
    });
    this.#refuseClosed();
  }

  /** Marks the snapshot as unsound if its bytes are gone, or are others than those of the head. */
  async #marking<Result>(read: () => Promise<Result>): Promise<void> {
    try {
      await read();
    } catch (cause) {
      const isTemporary = cause instanceof StoreError && UNCERTAIN.has(cause.code);
      const isOfStore = cause instanceof StoreError || cause instanceof SegmentError;
      if (isOfStore && !isTemporary) this.#isUnsound = true;
      throw cause;
    }
  }

  #unavailable(cause: unknown): unknown {
    if (!this.#isUnsound) return cause;
    this.#options.onWarning(cause);
    return unsound(cause);
  }

  #refuseClosed(): void {
    if (this.#options.signal.aborted) throw this.#replaced();
  }

  #replaced(): IndexReplaced {
    return new IndexReplaced(this.#options.snapshot.modelVersion);
  }
}

function unsound(cause?: unknown): StoreError {
  const message = 'The vectors of the snapshot cannot be read any more; it is opened again: try again.';
  return new StoreError('unavailable', message, { cause });
}

function waitUnreferenced(milliseconds: number): Promise<unknown> {
  return delay(milliseconds, undefined, { ref: false });
}

/** Failures that say nothing about the snapshot. */
const UNCERTAIN: ReadonlySet<string> = new Set(['unavailable', 'misconfigured']);
