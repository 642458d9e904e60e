import { CONTENT_TYPES, UNFINISHED_UPLOADS_PREFIX } from '../../formats/object-layout.ts';
import type { ReadingPlace } from '../../formats/reading/reading-place.ts';
import type { ReportStore } from '../../ports/report-store.ts';
import { sha256Hex } from '../../shared/sha256.ts';
import type { ReasonsState } from './reject-reasons.ts';
import type { ReportState } from './rejects-report.ts';
import type { SparedState } from './spared-ids.ts';
import { orderOf, type UploadEvent } from './upload-event.ts';

/** Where an attempt ended, and what it had found up to there. */
export interface ReadingState {
  /** Lines from the beginning that are settled; 0 without a point. */
  readonly position: number;
  readonly place: ReadingPlace;
  readonly report: ReportState;
  readonly reasons: ReasonsState;
  readonly spared: SparedState;
}

interface StoredState extends ReadingState {
  readonly order: string;
  readonly schema: string;
}

/**
 * How far the reading of an upload is that did not end. A repetition goes on there, in a file of any length: it neither looks
 * for the columns of the file again, nor parses the lines that are settled.
 */
export class UnfinishedReading {
  readonly #reports: ReportStore;
  readonly #key: string;
  readonly #order: string;

  constructor(reports: ReportStore, event: UploadEvent) {
    this.#reports = reports;
    this.#key = `${UNFINISHED_UPLOADS_PREFIX}${sha256Hex(event.key)}.json`;
    this.#order = orderOf(event);
  }

  /**
   * What an earlier attempt at the same event stored.
   * @param schema How the file is read: a state of another one is of no use.
   * @param taken Lines that the job counts as settled. A state after them is of another attempt that is under way: of that, only
   *   the plan is used.
   */
  async read(schema: object, taken: number): Promise<ReadingState | undefined> {
    const text = await this.#reports.read(this.#key);
    if (text === undefined) return undefined;
    const { order, schema: readBy, ...state } = JSON.parse(text) as StoredState;
    if (order !== this.#order || readBy !== JSON.stringify(schema)) return undefined;
    return state.position <= taken ? state : { ...state, position: 0, place: { plan: state.place.plan } };
  }

  async write(schema: object, state: ReadingState): Promise<void> {
    const stored: StoredState = { order: this.#order, schema: JSON.stringify(schema), ...state };
    const chunks = async function* () {
      yield JSON.stringify(stored);
    };
    await this.#reports.write(this.#key, chunks(), CONTENT_TYPES.json);
  }
}
