import { renderEpochs, renderSearch, renderShare } from './epochs-and-search.ts';
import { renderJudgement, renderOwnSlices } from './judgement-tables.ts';
import { escapeMarkdown, renderJson, renderTable } from './markdown.ts';
import type { ModelCard } from './model-card.ts';

/** Limit of points of the loss curve in the table; the JSON card has all. */
const MAX_LOSS_POINTS = 12;

/** Renders the card for people: the verdict, the model beside its opponents, then everything needed to reproduce it. */
export function renderCardMarkdown(card: ModelCard): string {
  return [
    ...renderHead(card),
    ...renderJudgement(card.judgement),
    ...(card.heldOut ? ['## On the held-out rows', '', ...renderOwnSlices(card.heldOut)] : []),
    ...renderData(card),
    ...renderLosses(card),
    ...renderEpochs(card.epochs),
    ...renderShare(card.trainedShare),
    ...renderSearch(card.search),
    ...renderWatchdog(card),
    ...Object.entries(card.more).flatMap(([name, value]) => [`## ${escapeMarkdown(name)}`, '', ...renderJson(value)]),
    '## Configuration',
    '',
    ...renderJson(card.config),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

function renderHead(card: ModelCard): string[] {
  const where = card.judgedOn === 'judging' ? 'judging data' : 'held-out part of the training data';
  return [
    `# Model ${card.modelVersion}`,
    '',
    `**${escapeMarkdown(card.verdict)}**`,
    '',
    ...(card.learnedFrom === 'catalog' ? ['A text model: it learned from the catalog alone.'] : []),
    `Judged on the ${where}.`,
    'recall@10 is capped recall: relevant products among the first 10, divided by min(10, number of relevant products).',
    'Each interval is the difference Kindred minus opponent: 95 %, paired bootstrap over the queries.',
    ...(card.liveVersion === null ? [] : ['', `\`live\` is the served version: ${card.liveVersion}.`]),
    ...(card.judgement.text
      ? ['', '`text` is the text model of the same run: it learned from the catalog alone.']
      : []),
    ...(card.judgement.trained ? ['', '`trained` is the model that the same run trained on the training data.'] : []),
    '',
  ];
}

function renderData({ data, split, weightsSha256 }: ModelCard): string[] {
  const { sha256, ...counts } = data;
  return [
    '## Data',
    '',
    ...renderTable(
      ['', 'value'],
      [
        ['weights, SHA-256', weightsSha256],
        ['training set, SHA-256', sha256],
        ...Object.entries(counts).map(([name, value]) => [escapeMarkdown(name), escapeMarkdown(JSON.stringify(value))]),
        ['held-out fraction', String(split.heldOutFraction)],
        ['seed', String(split.seed)],
      ],
    ),
    `Held out: ${split.rule}.`,
    '',
  ];
}

/** The first point, the last, and evenly spread points between. */
function renderLosses({ lossCurve }: ModelCard): string[] {
  const shown = Math.min(MAX_LOSS_POINTS, lossCurve.length);
  const points = Array.from({ length: shown }, (_, i) => {
    return lossCurve[Math.round((i * (lossCurve.length - 1)) / Math.max(shown - 1, 1))]!;
  });
  const rows = points.map(({ step, loss }) => [String(step), loss.toFixed(4)]);
  return rows.length === 0 ? [] : ['## Loss', '', ...renderTable(['step', 'mean loss'], rows)];
}

/** Nothing of a model that took no step: nothing watched it. */
function renderWatchdog({ diagnostics: { chanceLoss, warnings, looks } }: ModelCard): string[] {
  if (looks.length === 0) return [];
  const lines = warnings.map(({ code, step, sign, cause, change }) => {
    return `- ${code} at step ${step}: ${escapeMarkdown(`${sign}. ${cause}: ${change}`)}`;
  });
  const last = looks.at(-1);
  return [
    '## Watchdog',
    '',
    `${looks.length} checks. A model that cannot tell products apart has a loss of ${formatNumber(chanceLoss)}.`,
    ...(last ? [`At the end: RankMe ${formatNumber(last.rankMe)}, uniformity ${formatNumber(last.uniformity)}.`] : []),
    '',
    ...(lines.length > 0 ? lines : ['No warnings.']),
    '',
  ];
}

function formatNumber(value: number): string {
  return Number.isFinite(value) ? value.toFixed(4) : 'not finite';
}
