import { describeCounts } from '../../training/data/evidence-counts.ts';
import { describeRule } from '../../training/data/held-out-rule.ts';
import type { ModelCard } from '../model-card.ts';
import { formatFigure, type Html, html, NOTHING, type Piece } from './html.ts';

/** What the model was trained and judged on. */
export function renderData({ data, split, judgedOn, judgement: { leftOut } }: ModelCard): Html {
  const facts: [string, Piece][] = [
    ['products', data.products],
    ['rows', data.rows],
    ['distinct facts', data.facts],
    ['pairs drawn from', data.pairs],
    ['held-out facts', `${data.heldOutRows} (at most ${split.heldOutFraction} of all), ${describeRule(data.split)}`],
    ['copies of held-out facts', `${split.copiesOfHeldOut}, left out of training`],
    ['judged on', judgedOn === 'judging' ? 'judging data of the shop' : 'the held-out facts'],
  ];
  if (data.goneOnFrom !== undefined)
    facts.push(['continues from', data.goneOnFrom], ['facts known there', data.seenRows ?? 0]);
  if (data.misfits > 0) facts.push(['products with other vectors', `${data.misfits}, without these`]);
  if (leftOut)
    facts.push([
      'left out of judging',
      `${leftOut.unknownQueries} rows with an unknown query, ${leftOut.emptyRows} without a relevant product, ` +
        `${leftOut.unknownProducts} unknown and ${leftOut.unrankedProducts} unranked relevant products`,
    ]);
  const counts = data.evidence ? describeCounts(data.evidence) : [];
  return html`<section><h2>Data and split</h2>${renderFacts(facts)}
<p class="soft">Held out: ${split.rule}.</p>${counts.length === 0 ? NOTHING : html`<ul>${counts.map((one) => html`<li>${one}</li>`)}</ul>`}</section>`;
}

/** What the watchdog found. Nothing of a model that took no step: nothing watched it. */
export function renderWatchdog({ diagnostics: { warnings, looks } }: ModelCard): Html {
  const last = looks.at(-1);
  if (last === undefined) return NOTHING;
  return html`<section><h2>Watchdog</h2><p class="soft">${looks.length} checks. At the end: RankMe ${formatFigure(last.rankMe)}, uniformity ${formatFigure(last.uniformity)}.</p>${
    warnings.length === 0
      ? html`<p>No warnings.</p>`
      : html`<ul>${warnings.map(({ code, step, sign, cause, change }) => html`<li><b>${code}</b> at step ${step}: ${sign}. ${cause}: ${change}</li>`)}</ul>`
  }</section>`;
}

/** Everything needed to train the same model again. */
export function renderReproduction({
  modelVersion,
  weightsSha256,
  data,
  split,
  config,
  search,
  more,
}: ModelCard): Html {
  return html`<section><h2>Reproduce it</h2><p>The same data, configuration and seed give the same bytes.</p>${renderFacts(
    [
      ['version', html`<code>${modelVersion}</code>`],
      ['weights, SHA-256', html`<code>${weightsSha256}</code>`],
      ['training set, SHA-256', html`<code>${data.sha256}</code>`],
      ['seed', split.seed],
    ],
  )}
<pre>kindred train --data DATA --config config.json --out MODEL</pre>
<details open><summary>config.json</summary><pre>${JSON.stringify(config, null, 2)}</pre></details>${
    search
      ? html`<details><summary>Settings tried: ${search.verdict}</summary><pre>${JSON.stringify(search, null, 2)}</pre></details>`
      : NOTHING
  }${Object.entries(more).map(
    ([name, value]) =>
      html`<details><summary>${name}</summary><pre>${JSON.stringify(value, null, 2) ?? ''}</pre></details>`,
  )}</section>`;
}

function renderFacts(facts: readonly (readonly [name: string, value: Piece])[]): Html {
  return html`<dl class="facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}
