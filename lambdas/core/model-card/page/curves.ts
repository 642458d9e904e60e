import type { ModelCard } from '../model-card.ts';
import { formatFigure, type Html, html, NOTHING } from './html.ts';
import { renderLineChart } from './line-chart.ts';

/** The course of the run: its loss, and how good each epoch was on the validation rows. Nothing if it took no step. */
export function renderCurves({ lossCurve, epochs, trainedShare, diagnostics: { chanceLoss } }: ModelCard): Html {
  const loss = renderLineChart({
    label: describeLoss(lossCurve),
    xName: 'steps',
    series: [{ name: 'mean loss', points: lossCurve.map(({ step, loss }) => ({ x: step, y: loss })) }],
  });
  if (lossCurve.length === 0 && epochs === undefined) return NOTHING;
  return html`<section><h2>Training</h2>${
    lossCurve.length === 0
      ? NOTHING
      : html`<h3>Loss</h3><p class="soft">Mean of the steps since the point before.${
          Number.isFinite(chanceLoss)
            ? ` A model that cannot tell products apart has a loss of ${chanceLoss.toFixed(4)}.`
            : ''
        }</p>${loss}`
  }${epochs === undefined ? NOTHING : renderEpochs(epochs)}${trainedShare === undefined ? NOTHING : renderShare(trainedShare)}</section>`;
}

function describeLoss(curve: ModelCard['lossCurve']): string {
  const [first, last] = [curve[0], curve.at(-1)];
  if (first === undefined || last === undefined) return 'Loss';
  return `Loss: ${formatFigure(first.loss)} at step ${first.step}, ${formatFigure(last.loss)} at step ${last.step}`;
}

function renderShare({ verdict, questions, facts, share, tried }: NonNullable<ModelCard['trainedShare']>): Html {
  const asked = ` Asked: ${questions} questions about ${facts} held-out facts that judging does not ask.`;
  const label = `ndcg@10 by the share of the training that stays; ${share} was chosen`;
  return html`<h3>Share of the training</h3><p class="soft">${verdict}.${tried.length === 0 ? '' : asked}</p>${renderLineChart(
    {
      label,
      xName: 'share',
      mark: { x: share, name: 'chosen' },
      series: [{ name: 'ndcg@10', points: tried.map(({ share: x, ndcg: y }) => ({ x, y })) }],
    },
  )}`;
}

function renderEpochs({ looks, bestStep, stoppedAt, validationRows }: NonNullable<ModelCard['epochs']>): Html {
  const best = looks.find(({ step }) => step === bestStep);
  const label = `recall@10 and ndcg@10 on the validation rows${best ? `; best ${best.recall.toFixed(4)} and ${best.ndcg.toFixed(4)} at step ${bestStep}` : ''}`;
  return html`<h3>Held-out curves</h3><p class="soft">On ${validationRows} validation rows that no step is taken on. The model is that of step ${bestStep}.${
    stoppedAt === null ? '' : ` Training stopped early, after step ${stoppedAt}.`
  }</p>${renderLineChart({
    label,
    xName: 'steps',
    mark: { x: bestStep, name: 'best' },
    series: [
      { name: 'recall@10', points: looks.map(({ step, recall }) => ({ x: step, y: recall })) },
      { name: 'ndcg@10', points: looks.map(({ step, ndcg }) => ({ x: step, y: ndcg })) },
    ],
  })}`;
}
