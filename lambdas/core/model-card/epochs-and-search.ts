import type { SearchReport, TrialReport } from '../self-tuning/search-report.ts';
import type { EpochReport } from '../training/selection/best-epoch.ts';
import type { ShareChoice } from '../training/selection/choose-share.ts';
import { escapeMarkdown, renderTable } from './markdown.ts';

/** The section on the best epoch; empty when the run did not select one. */
export function renderEpochs(epochs: EpochReport | undefined): string[] {
  if (epochs === undefined) return [];
  const { looks, bestStep, stoppedAt, validationRows } = epochs;
  const end = stoppedAt === null ? '' : ` Training stopped early, after step ${stoppedAt}.`;
  const rows = looks.map(({ step, recall, ndcg }) => {
    return [step === bestStep ? `**${step}**` : String(step), recall.toFixed(4), ndcg.toFixed(4)];
  });
  return [
    '## Epochs',
    '',
    `The model is that of step ${bestStep}, the best on ${validationRows} validation rows from the training data.${end}`,
    '',
    ...renderTable(['step', 'recall@10', 'ndcg@10'], rows),
  ];
}

/** The section on how much of the training the model keeps; empty in cards of earlier releases. */
export function renderShare(choice: ShareChoice | undefined): string[] {
  if (choice === undefined) return [];
  const rows = choice.tried.map(({ share, ndcg, behind, standardError }) => [
    share === choice.share ? `**${share}**` : String(share),
    ndcg.toFixed(4),
    `${behind.toFixed(4)} (standard error ${standardError.toFixed(4)})`,
  ]);
  const asked = `Asked: ${choice.questions} questions about ${choice.facts} held-out facts that judging does not ask.`;
  return [
    '## Share of the training',
    '',
    `${escapeMarkdown(choice.verdict)}.`,
    ...(rows.length === 0 ? [''] : [asked, '', ...renderTable(['share', 'ndcg@10', 'behind the best'], rows)]),
  ];
}

/**
 * The section on the settings search: each trial's changes, its result on each rung, and its outcome; empty without a
 * search.
 */
export function renderSearch(search: SearchReport | undefined): string[] {
  if (search === undefined) return [];
  const { budgetSeconds, spentSeconds, validationRows, rungs, trials, lead, verdict } = search;
  const cost = `${spentSeconds.toFixed(1)} of ${budgetSeconds.toFixed(1)} nominal seconds`;
  const difference = lead
    ? ` (ndcg@10 ${lead.difference.toFixed(4)}, standard error ${lead.standardError.toFixed(4)})`
    : '';
  const head = ['changes of the given settings', ...rungs.map((_, rung) => `rung ${rung + 1}`), 'outcome'];
  return [
    '## Settings tried',
    '',
    `${escapeMarkdown(verdict)}${difference}.`,
    `Compared by ndcg@10 on ${validationRows} validation rows from the training data, in ${cost}.`,
    '',
    ...renderTable(
      head,
      trials.map((trial) => trialCells(trial, rungs.length)),
    ),
  ];
}

function trialCells({ settings, fields, results, outcome }: TrialReport, rungs: number): string[] {
  const changes = Object.entries({ ...settings, ...fields }).map(([name, value]) => `${name} ${formatValue(value)}`);
  const cells = Array.from({ length: rungs }, (_, rung) => {
    const result = results[rung];
    if (result === undefined) return '';
    return `${result.ndcg === null ? 'failed' : result.ndcg.toFixed(4)} (${result.steps} steps)`;
  });
  return [escapeMarkdown(changes.join(', ')) || 'none', ...cells, outcome];
}

function formatValue(value: unknown): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(3))) : String(value);
}
