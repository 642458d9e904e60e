import { errorText } from '../../lambdas/core/errors/error-text.ts';
import type { BenchAnswer, BenchSettings, MeasuredSets } from '../../lambdas/core/quality/bench-answer.ts';
import { UsageError } from '../../lib/terminal/command-line.ts';
import { readTextFile } from '../../lib/terminal/input-file.ts';
import { writeWhole } from './output-file.ts';

/** Writes the figures of all sets. */
export async function writeQualityFile(file: string, answer: BenchAnswer): Promise<void> {
  await writeWhole(file, [`${JSON.stringify(answer, null, 2)}\n`]);
}

/**
 * The sets of an earlier answer that are not measured again.
 * @throws UsageError if the file is no answer, or was made with other settings
 */
export function readKeptSets(file: string, settings: BenchSettings, again: readonly string[]): MeasuredSets {
  const { sets, seed, config } = readAnswer(file);
  if (JSON.stringify({ seed, config }) !== JSON.stringify(settings))
    throw new UsageError(
      'wrong-value',
      `--out is ${file}, which was made with other settings: ${JSON.stringify({ seed, config })}\nUse the same ones, or another file.`,
    );
  return Object.fromEntries(Object.entries(sets).filter(([name]) => !again.includes(name)));
}

/** @throws UsageError `unreadable-input` */
function readAnswer(file: string): BenchAnswer {
  try {
    const answer = JSON.parse(readTextFile(file));
    if (typeof answer?.sets === 'object' && answer.sets !== null) return answer;
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError('unreadable-input', `--out: ${file} is not JSON: ${errorText(cause)}\n${ANOTHER_FILE}`);
  }
  throw new UsageError('unreadable-input', `--out: ${file} was not written by kindred bench-quality\n${ANOTHER_FILE}`);
}

const ANOTHER_FILE = 'Name another file, or remove it.';
