/** What a step of the smoke test found out. */
export interface StepReport {
  /** From 1, as in docs/deploy.md. */
  readonly step: number;
  /** What is checked, as a sentence. */
  readonly checks: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** What was seen, in order; why a step failed or was skipped comes last. */
  readonly saw: readonly string[];
}

/** Thrown by a step whose deployment does not do what it should. The message says what was seen, and where to look. */
export class StepFailure extends Error {}

/** Thrown by a step that cannot be done with the options that were given. The message says which ones it needs. */
export class StepSkipped extends Error {}

/** Says what a step sees. */
export type Say = (line: string) => void;

/** One step. */
export interface Step {
  readonly checks: string;
  /** @throws StepFailure, StepSkipped, or the error of a client */
  run(say: Say): Promise<void>;
}

/**
 * Does the steps one after the other. After a step that failed the others are skipped, because they need it.
 * @param explain The text of an error that a client threw
 * @param onReport Called with the report of each step as soon as it is there
 */
export async function runSteps(
  steps: readonly Step[],
  explain: (cause: unknown) => string,
  onReport: (report: StepReport) => void,
): Promise<StepReport[]> {
  const reports: StepReport[] = [];
  for (const [i, { checks, run }] of steps.entries()) {
    const failed = reports.find(({ state }) => state === 'failed');
    const saw: string[] = [];
    let state: StepReport['state'] = 'passed';
    if (failed) {
      state = 'skipped';
      saw.push(`step ${failed.step} failed`);
    } else {
      await run((line) => saw.push(line)).catch((cause: unknown) => {
        state = cause instanceof StepSkipped ? 'skipped' : 'failed';
        saw.push(explain(cause));
      });
    }
    reports.push({ step: i + 1, checks, state, saw });
    onReport(reports.at(-1)!);
  }
  return reports;
}

/** The lines that show the report of a step. */
export function formatReport({ step, checks, state, saw }: StepReport): string {
  return [`${state.padEnd(8)}${step}. ${checks}\n`, ...saw.map((line) => `           ${line}\n`)].join('');
}
