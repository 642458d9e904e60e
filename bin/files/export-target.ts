import {
  describeExportEndings,
  type ExportFormat,
  exportFormats,
  formatOfName,
} from '../../lambdas/formats/exports/export-formats.ts';
import {
  type ExportFormatName,
  type ExportKind,
  exportFormatNames,
} from '../../lambdas/formats/exports/format-names.ts';
import { EXPORT_ENDINGS } from '../../lambdas/formats/object-layout.ts';
import { UsageError } from '../../lib/terminal/command-line.ts';
import { checkOutputFile } from './output-file.ts';

/** The file of an export, and its format. */
export interface ExportTarget {
  readonly name: ExportFormatName;
  readonly format: ExportFormat;
  readonly file: string;
  /** The name of the file without the ending of its format. */
  readonly base: string;
}

/**
 * The format of an export: that of `--format`, else that of the ending of its file.
 * @throws UsageError `wrong-value` for a format or an ending that does not fit, with those that do; as checkOutputFile
 */
export function chooseTarget(file: string, asked: ExportFormatName | undefined, kind: ExportKind): ExportTarget {
  const found = formatOfName(file);
  const name = asked ?? found?.name;
  if (name === undefined)
    throw wrongFile(file, `expected a name that ends in ${describeExportEndings(kind)}; or give --format`);
  checkKind(name, kind);
  if (found !== undefined && found.name !== name)
    throw wrongFile(file, `which is the ending of ${found.name}, but --format is ${name}: change one of them`);
  if (found === undefined && file.endsWith('.gz') && !EXPORT_ENDINGS[name].some((one) => one.endsWith('.gz')))
    throw wrongFile(file, `but programs do not read ${name} in gzip: leave out .gz`);
  checkOutputFile(file);
  return { name, format: exportFormats[name], file, base: file.slice(0, file.length - (found?.ending.length ?? 0)) };
}

/** @throws UsageError for a format that cannot hold this kind */
function checkKind(name: ExportFormatName, kind: ExportKind): void {
  const names = exportFormatNames(kind);
  if (names.includes(name)) return;
  throw new UsageError('wrong-value', `the format is ${name}, but ${kind} are written as ${names.join(' or ')}`);
}

function wrongFile(file: string, problem: string): UsageError {
  return new UsageError('wrong-value', `--out is ${file}, ${problem}`);
}
