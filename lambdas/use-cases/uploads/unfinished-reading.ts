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

/** The number of the form of what is stored. Raise it whenever that changes: a deployment may come between two invocations. */
const FORMAT = 1;

interface StoredState extends ReadingState {
  readonly format: number;
  readonly order: string;
  readonly schema: string;
}

/** There is no place to resume from, and why. */
export interface NoPlace {
  readonly because: string;
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
   * @throws StoreError `unavailable`: the event has to come again
   */
  async read(schema: object, taken: number): Promise<ReadingState | NoPlace> {
    const text = await this.#reports.read(this.#key);
    if (text === undefined) return { because: 'it is not stored' };
    const stored = parseState(text);
    if ('because' in stored) return stored;
    const { format: _, order, schema: readBy, ...state } = stored;
    if (order !== this.#order) return { because: 'what is stored is of an earlier upload of this key' };
    if (readBy !== JSON.stringify(schema)) return { because: 'the mapping of the catalog has changed' };
    return state.position <= taken ? state : { ...state, position: 0, place: { plan: state.place.plan } };
  }

  async write(schema: object, state: ReadingState): Promise<void> {
    const stored: StoredState = { format: FORMAT, order: this.#order, schema: JSON.stringify(schema), ...state };
    const chunks = async function* () {
      yield JSON.stringify(stored);
    };
    await this.#reports.write(this.#key, chunks(), CONTENT_TYPES.json);
  }
}

function parseState(text: string): StoredState | NoPlace {
  let stored: Partial<StoredState> | null;
  try {
    stored = JSON.parse(text);
  } catch {
    return { because: 'what is stored is no JSON' };
  }
  if (stored?.format === FORMAT) return stored as StoredState;
  return { because: `what is stored has the format ${JSON.stringify(stored?.format)}, expected ${FORMAT}` };
}
