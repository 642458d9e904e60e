import { Command } from 'commander';
import { inspectModel } from '../../lambdas/core/model/inspect-model.ts';
import { describeModelFile } from '../../lambdas/core/model/model-file.ts';
import { numberOption, type Output } from '../../lib/terminal/command-line.ts';
import { describeVersion, readModel, readReport } from '../files/model-files.ts';
import { renderInspection } from '../shown/inspection-tables.ts';

const MAX_TOKENS = 1000;

interface InspectOptions {
  readonly top: number;
  readonly json?: true;
}

/** `kindred inspect`. */
export function buildInspectCommand(output: Output): Command {
  return new Command('inspect')
    .description('Shows what is in a model: versions, configuration, shares of the fields, heaviest tokens, lengths.')
    .argument('<model>', "a folder that 'train' wrote, or a .safetensors file")
    .addOption(numberOption('--top <n>', 'number of tokens that are listed', { min: 0, max: MAX_TOKENS }).default(10))
    .option('--json', 'print one line of JSON on stdout')
    .action((at: string, options: InspectOptions) => inspect(at, options, output));
}

function inspect(at: string, { top, json }: InspectOptions, output: Output): void {
  const model = readModel(at);
  const inspected = { ...describeVersion(model), ...inspectModel(model, top) };
  const { features = '{}', sources = '[]', ...file } = describeModelFile(model);
  const report = readOwnReport(at, inspected.modelVersion, output);
  const answer = {
    ...inspected,
    file: { ...file, sources: JSON.parse(sources) },
    // That of the training if its report is beside the model, else what the file has.
    config: report?.config ?? { features: JSON.parse(features) },
    ...(report && { learnedFrom: report.learnedFrom, data: report.data }),
  };
  const lines = json ? [JSON.stringify(answer)] : renderInspection(answer, output);
  output.stdout.write(`${lines.join('\n')}\n`);
}

/** The report of the training of this version. That of another version is not shown, and stderr says so. */
function readOwnReport(at: string, version: string, { stderr }: Output): ReturnType<typeof readReport> {
  const report = readReport(at);
  if (report === undefined || report.modelVersion === version) return report;
  stderr.write(`the report beside the model is that of ${report.modelVersion}, not of ${version}: it is left out\n`);
  return undefined;
}
