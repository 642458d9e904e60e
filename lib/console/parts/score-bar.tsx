import { formatScore } from '../common/format.ts';

interface ScoreBarProps {
  /** A cosine, -1 to 1. */
  readonly score: number;
  /** What the score is, for readers of the screen. @default 'Similarity' */
  readonly label?: string;
}

/** A score as a number and as a bar. A score below 0 has an empty bar. */
export function ScoreBar({ score, label = 'Similarity' }: ScoreBarProps) {
  return (
    <div class="score">
      <span class="score-track" aria-hidden="true">
        <span class="score-fill" style={{ width: `${Math.max(0, Math.min(1, score)) * 100}%` }} />
      </span>
      <span class="score-number">
        <span class="visually-hidden">{label} </span>
        {formatScore(score)}
      </span>
    </div>
  );
}
