import { findStanding } from '../../evaluation/standing.ts';
import type { ModelCard } from '../model-card.ts';
import { renderExamples, renderFindings, renderWorstQueries } from './catalog.ts';
import { renderCurves } from './curves.ts';
import { renderData, renderReproduction, renderWatchdog } from './facts.ts';
import { Html, html, NOTHING } from './html.ts';
import { CARD_PAGE_POLICY, PAGE_STYLE } from './page-style.ts';
import { renderSlices, renderSystems } from './slices.ts';

/**
 * Renders the card as one page for browsers, the content of `card.html`. It holds everything it shows. The same card
 * gives the same bytes.
 */
export function renderCardPage(card: ModelCard): string {
  const { modelVersion, judgement } = card;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${CARD_PAGE_POLICY}">
<title>Model ${modelVersion}</title>
<style>${new Html(PAGE_STYLE)}</style>
</head>
<body><main>
${renderHead(card)}
${renderSlices(judgement)}
${renderSystems(judgement)}
${card.heldOut === null ? NOTHING : html`<h2>On the held-out rows</h2>${renderSlices(card.heldOut)}${renderSystems(card.heldOut)}`}
${renderCurves(card)}
${renderExamples(card)}
${renderWorstQueries(judgement.worst)}
${renderFindings(card)}
${renderData(card)}
${renderWatchdog(card)}
${renderReproduction(card)}
</main></body>
</html>
`;
  return page.toString();
}

function renderHead(card: ModelCard): Html {
  const { modelVersion, verdict, learnedFrom, liveVersion, judgedOn, judgement } = card;
  const notes = [
    ...(learnedFrom === 'catalog' ? ['A text model: it learned from the catalog alone.'] : []),
    `Judged on the ${judgedOn === 'judging' ? 'judging data' : 'held-out part of the training data'}.`,
    ...(liveVersion === null ? [] : [`live is the served version: ${liveVersion}.`]),
    ...(judgement.text ? ['text is the text model of the same run.'] : []),
    ...(judgement.trained ? ['trained is the model that the same run trained on the training data.'] : []),
  ];
  return html`<header><h1>Model ${modelVersion}</h1><p class="verdict">${verdict}</p><p class="soft">${notes.join(' ')}</p>${renderTiles(card)}</header>`;
}

/** The figures over all rows. */
function renderTiles({ judgement }: ModelCard): Html {
  const standing = findStanding(judgement);
  if (standing === undefined) return NOTHING;
  const { metrics } = standing;
  const tiles = [
    ['recall@10, capped', metrics['recall@10'].toFixed(3)],
    ['ndcg@10', metrics['ndcg@10'].toFixed(3)],
    ['hit@10', metrics['hit@10'].toFixed(3)],
    ['coverage', metrics.coverage.toFixed(3)],
    ['queries', String(metrics.queries)],
  ] as const;
  return html`<dl class="tiles">${tiles.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
