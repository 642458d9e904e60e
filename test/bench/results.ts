import { markdownTable } from '../../bin/sizing/tables.ts';
import type { Measurement } from './benchmark.ts';

/** A measurement, and the peer's if it was measured. */
export interface Result extends Measurement {
  readonly peer?: { readonly name: string; readonly value: number };
  /** How many times as good as the peer: above 1 is better, in every unit. */
  readonly ratio?: number;
}

/** A line of peers.py. */
export interface PeerMeasurement extends Measurement {
  readonly peer: string;
}

/** Each measurement with the peer's of its `peerName`. */
export function withPeers(measurements: readonly Measurement[], peers: readonly PeerMeasurement[]): Result[] {
  return measurements.map((own) => {
    const other = peers.find(({ name }) => name === (own.peerName ?? own.name));
    if (other === undefined) return own;
    return { ...own, peer: { name: other.peer, value: other.value }, ratio: ratioOf(own, other.value) };
  });
}

/** Above 1 where our value is the better one. */
export function ratioOf({ unit, value }: Pick<Measurement, 'unit' | 'value'>, peerValue: number): number {
  return unit.endsWith('/s') ? value / peerValue : peerValue / value;
}

/** Results as the rows of a Markdown table. */
export function tableOf(results: readonly Result[]): string {
  const rows = results.map(({ name, unit, value, spread, config, peer, ratio }) => [
    name,
    String(config.mode ?? ''),
    `${readable(value)} ${unit}`,
    spread ? `${readable(spread[0])} - ${readable(spread[1])}` : '',
    peer ? `${readable(peer.value)} (${peer.name})` : '',
    ratio === undefined ? '' : ratio.toFixed(2),
  ]);
  const head = ['benchmark', 'mode', 'median', 'half of the runs', 'peer', 'ratio'];
  return markdownTable(head, rows);
}

/** Four digits, and thousands apart. */
function readable(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 4 });
}
