import type { FileReport } from '../core/catalog/reading-report.ts';
import type { PossibleJudgement } from '../core/evaluation/judgement.ts';
import type { Filter } from '../core/search/filter.ts';
import type { RunData } from '../core/training/config/run-data.ts';
import type { LearnedFrom, LossPoint } from '../core/training/run/training-report.ts';
import type { EpochScores } from '../core/training/selection/best-epoch.ts';

/*
 * What the job of each kind of work reports, as plain JSON. Fields appear during the work, and records of earlier
 * releases lack some: so nearly all of them are optional. The API shows them as they are stored.
 */

/** Lines of an upload. */
interface LineCounts {
  /** Lines read, good and bad. */
  readonly lines: number;
  readonly accepted: number;
  readonly rejected: number;
}

/** What became of the accepted lines of a catalog: `accepted` is the sum of `written`, `replaced` and `stale`. */
export interface CatalogCounts {
  /** Products that the upload stored: the sum of the next three. */
  readonly written: number;
  /** There was no such product. */
  readonly added: number;
  /** The content of the product was another one. */
  readonly changed: number;
  readonly unchanged: number;
  /** Lines that a later line of the same product replaced. */
  readonly replaced: number;
  /** The stored product is newer than the upload. */
  readonly stale: number;
  /** Written lines whose product the live model cannot read. */
  readonly notEmbeddable: number;
  /** With a text model: lines whose product got no vector of its text. Absent: none. */
  readonly withoutTextVector?: number;
  /** Of an upload that replaces the catalog: products that it lacks, and that have left. */
  readonly removed?: number;
}

/** How far the removal of the products is that an upload lacks. Only while the upload is running. */
export interface RemovalProgress {
  /** First all of them are counted. */
  readonly phase: 'counting' | 'removing';
  /** Parts of the catalog that this phase is done with. */
  readonly parts: number;
  /** Parts in all. Absent in jobs of earlier releases: 4. */
  readonly of?: number;
  /** Products that are stored. */
  readonly stored: number;
  /** Those that the upload lacks. */
  readonly absent: number;
  /** Those that have left. */
  readonly removed: number;
}

/** Values of accepted lines that were left out or cut, by field and reason. */
export interface IgnoredFields {
  readonly values: number;
  /** The first fields that were found. */
  readonly fields: readonly { readonly field: string; readonly reason: string; readonly values: number }[];
  /** Values in fields that are not listed; absent if all are. */
  readonly otherValues?: number;
}

/** An online training step that `head` has taken. */
export interface StepOutcome {
  readonly modelVersion: string;
  /** The version that the step started from; null if it started with new weights. */
  readonly parent: string | null;
  readonly triplets: number;
  readonly lossBefore: number;
  readonly lossAfter: number;
  /** Triplets with a loss above 0 before the step. */
  readonly activeBefore: number;
  readonly head: string | null;
  readonly live: string | null;
  /** Steps from `live` to `head`; null if steps do not lead from one to the other. */
  readonly stepsSinceLive: number | null;
}

/** A rejected line as a job shows it, shorter than in the report. */
export interface RejectedExcerpt {
  /** From 1. */
  readonly line: number;
  readonly code: string;
  readonly detail: string;
  /** The beginning of the line. */
  readonly text: string;
}

interface AnyUploadDetail extends Partial<LineCounts> {
  readonly key?: string;
  /** Orders the events of one key: compared as text. */
  readonly order?: string;
  /**
   * Lines from the beginning that are dealt with: a repetition resumes after them. Only while the upload is running.
   */
  readonly taken?: number;
  /** How often it ran out of time, and a message continued it in another invocation. Absent: never. */
  readonly continuations?: number;
  /** How often an invocation read the file again from its first line, because it could not resume where the last one ended. */
  readonly readAgain?: number;
  /** It failed in all attempts, and its message is in the dead letters: a redrive resumes it. Absent: no. */
  readonly givenUp?: true;
  /** Why the upload failed, or why its last attempt ended early. */
  readonly cause?: string;
  /** The report on the rejected lines, with examples of ignored fields. */
  readonly rejectsKey?: string;
  /** The first rejected lines; absent if none was rejected. */
  readonly firstRejects?: readonly RejectedExcerpt[];
  /** What the file was found to be, and how it was read. */
  readonly file?: FileReport;
  /** Absent if no value was left out. */
  readonly fieldsIgnored?: IgnoredFields;
}

/** What the other kind of upload reports: its fields are absent. */
type Absent<Fields> = { readonly [Name in keyof Fields]?: undefined };

/**
 * The result of an upload of training data: it starts a training run, or an online step is taken on it, or it waits for
 * the next run.
 */
interface TrainingUploadResult {
  /** The id of the run that the upload starts. */
  readonly trainingRun?: string;
  /** Null if every row is held out for evaluation, and `head` stays as it is. */
  readonly step?: StepOutcome | null;
  /** True for an object of events: its rows wait for the next run. */
  readonly waitsForNextRun?: true;
  /** Rows that no step is taken on, because they are held out for evaluation. */
  readonly heldOut?: number;
  /** Rejected rows that could be read, but that no step can be taken on. */
  readonly unusable?: number;
}

/** The result of an upload of a catalog. */
interface CatalogUploadResult extends Partial<CatalogCounts> {
  readonly removal?: RemovalProgress;
}

type CatalogUploadDetail = AnyUploadDetail & CatalogUploadResult & Absent<TrainingUploadResult>;
type TrainingUploadDetail = AnyUploadDetail & TrainingUploadResult & Absent<CatalogUploadResult>;
/** Which of the two it is follows from the prefix of the key. */
export type UploadDetail = CatalogUploadDetail | TrainingUploadDetail;

type TrainingPhase =
  | 'queued'
  /** Waits until no upload is in progress. */
  | 'settling'
  | 'gathering'
  | 'planning'
  | 'training'
  | 'judging'
  | 'embedding'
  | 'verifying'
  | 'promoting'
  | 'done';

/** A decision of a run, with its reason. */
export interface RunDecision {
  /** Unique within a run: a later decision of this name replaces the earlier one. */
  readonly name: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly because: string;
  /** The figures that the decision depends on. */
  readonly [figure: string]: unknown;
}

/** The computing cost of a run so far. */
export interface RunCost {
  readonly gigabyteSeconds: number;
  /** Operations of the durable execution. */
  readonly operations: number;
  /** At list prices; requests to S3 and DynamoDB are not counted. */
  readonly dollars: number;
}

/** How a run is requested: what a repetition of the run starts from. */
interface RequestedRun {
  /** From 1; 1 if absent. */
  readonly attempt?: number;
  /** `train` if absent. */
  readonly kind?: 'train' | 'publish';
  /** Of a training run: the keys of the uploads that started it. */
  readonly trigger?: readonly string[];
  /** Of a training run: fields of the training configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Of a training run; `all` if absent. */
  readonly data?: RunData;
  /** The time of the schedule that started the run, RFC 3339. */
  readonly scheduledFor?: string;
  /** Who asked for the attempt; absent if no caller did. */
  readonly requested?: RequestedBy;
}

/** Who asked for a run, or for its end, and why. */
export interface RequestedBy {
  /** The caller that the gateway has authenticated; else the one that the request names. */
  readonly by: string;
  /** Absent if the caller gave no reason. */
  readonly why?: string;
}

/** A judgement of a model without what only the card holds: its derived slices and its worst queries. */
type JudgementBrief = Partial<Omit<PossibleJudgement, 'derived' | 'worst'>>;

/** A judgement of a model, and the rows that it was made on. */
export interface JudgedOn extends JudgementBrief {
  readonly judgedOn?: 'judging' | 'held-out';
  /** The judgement on the held-out rows; null if no row was held out. */
  readonly heldOut?: JudgementBrief | null;
}

/** A training run, or the publication of a version that exists. */
export interface TrainingRunDetail extends RequestedRun, JudgedOn {
  readonly phase?: TrainingPhase;
  readonly decisions?: readonly RunDecision[];
  readonly cost?: RunCost;
  /** Products of the catalog. */
  readonly products?: number;
  /** Why the run learns from the catalog alone, if it does. */
  readonly catalogAlone?: string;
  /** Training rows, by what became of them. */
  readonly rows?: Readonly<Record<string, number>>;
  /** Keys of training objects that could not be read, or not to their end. */
  readonly unreadable?: readonly string[];
  /** Steps taken so far. */
  readonly step?: number;
  readonly steps?: number;
  /** Mean loss of the last step. */
  readonly loss?: number;
  readonly lossCurve?: readonly LossPoint[];
  /** The scores on the validation rows after each epoch, if the best epoch is chosen. */
  readonly validationCurve?: readonly EpochScores[];
  /** The version that goes live. If none does, that of the model that was trained. */
  readonly modelVersion?: string;
  readonly weightsSha256?: string;
  /** What `modelVersion` learned from. */
  readonly learnedFrom?: LearnedFrom;
  /** The version of the model that was trained, if its text model goes live instead. */
  readonly trainedVersion?: string;
  /** Products with a vector under the version. */
  readonly embedded?: number;
  /** Products that the model cannot read. */
  readonly notEmbeddable?: number;
  /** Whether the version went live. */
  readonly promoted?: boolean;
  /** True if there was no new data to train on. */
  readonly nothingNew?: boolean;
  /** Why the run made no version: another version or run has read the same catalog. */
  readonly notNeeded?: string;
  /** Why the run failed or was canceled. */
  readonly cause?: string;
  /** How to resume the run. */
  readonly advice?: string;
}

/** What an export does: it waits for its function, copies the vectors, counts the catalog, and writes the files. */
type ExportPhase = 'queued' | 'copying' | 'counting' | 'writing' | 'done';

/** A finished file of an export. */
export interface ExportedFile {
  /** In the models bucket. */
  readonly key: string;
  readonly bytes: number;
  /** Products of a file of vectors, or pairs of a file of neighbours. */
  readonly rows: number;
}

/** Vectors, or the neighbours of every product, as files. */
export interface ExportDetail {
  readonly phase?: ExportPhase;
  /** A name of formats/exports/export-formats.ts. */
  readonly format: string;
  /** The version whose vectors are exported. */
  readonly modelVersion: string;
  /** The number of neighbours of each product; absent if vectors are exported. */
  readonly neighbours?: number;
  /** Which products are exported, and are neighbours, as requested. Absent: all. */
  readonly filter?: unknown;
  /** The filter as it is applied; the API does not show it. */
  readonly condition?: Filter;
  /** Numbers in a vector. */
  readonly dim?: number;
  /** RFC 3339: all changes before are included. */
  readonly asOf?: string;
  /** Products with a vector that are exported. */
  readonly vectors?: number;
  /** Products with a vector that do not meet the filter. */
  readonly notMatching?: number;
  /** Products of the catalog, counted after the vectors were copied. */
  readonly products?: number;
  /** Those of them that have no vector under the version, or did not have one yet. */
  readonly withoutVector?: number;
  /** Vectors that are written, or products whose neighbours are. */
  readonly done?: number;
  /** In all files. */
  readonly rows?: number;
  readonly bytes?: number;
  readonly files?: readonly ExportedFile[];
  /** The key of the file that says what the others hold. */
  readonly manifest?: string;
  /** RFC 3339: the files are kept until then. */
  readonly expiresAt?: string;
  readonly cost?: RunCost;
  /** Why it failed or was canceled. */
  readonly cause?: string;
  readonly advice?: string;
}
