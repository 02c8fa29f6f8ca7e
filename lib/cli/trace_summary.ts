// The end of a trace: how it went for every node, and what it adds up to.
import type { NodeOutcome } from '../trace/node_outcomes';
import type { TraceTotals } from '../trace/trace_totals';
import { inColumns } from './in_columns';
import { printableLine } from './printable';

/** The table of nodes and the sums, after all else. */
export function summaryOfTrace(
  nodes: readonly NodeOutcome[],
  totals: TraceTotals,
  columns: number,
): string[] {
  const answered = nodes.filter(({ outcome }) => outcome !== 'silent');
  const silent = nodes.flatMap(({ outcome, node }) => (outcome === 'silent' ? [node!] : []));
  return [
    '',
    ...(answered.length > 0 ? ['Nodes', ...nodeTable(answered, columns)] : []),
    ...(silent.length > 0 ? ['', `Silent (${silent.length}); the log of the node says why`] : []),
    ...inColumns(silent, columns),
    '',
    ...totalLines(totals),
  ];
}

function nodeTable(nodes: readonly NodeOutcome[], columns: number): string[] {
  const name = ({ node }: NodeOutcome): string => printableLine(node ?? '(unknown)');
  const width = Math.min(
    30,
    nodes.reduce((widest, node) => Math.max(widest, name(node).length), 0),
  );
  return nodes.flatMap(node => {
    const { afterMs = 0, bytes = 0, skewSeconds } = node;
    const clock = skewSeconds === undefined ? '' : `clock ${signed(skewSeconds)} s`;
    const line = `  ${name(node).padEnd(width)} ${afterMs.toFixed(1).padStart(8)} ms ${String(bytes).padStart(7)} B  ${clock.padEnd(11)}`;
    const what = verdict(node);
    if (line.length + what.length < columns) return [`${line} ${what}`];
    return [line.trimEnd(), `      ${what}`.slice(0, columns)];
  });
}

function verdict({ outcome, statuscode, statusmsg = '', problem = '' }: NodeOutcome): string {
  if (outcome === 'refused') return `refused: ${printableLine(problem)}`;
  const status = `${statuscode} ${printableLine(statusmsg)}`;
  return outcome === 'ok' || outcome === 'failed' ? status : `${status} (${outcome})`;
}

function totalLines(totals: TraceTotals): string[] {
  const { connectMs, discoveryMs, agentMs, sentFrames, sentBytes, receivedFrames, receivedBytes } = totals;
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  const times = [
    ...(connectMs === undefined ? [] : [`connected after ${ms(connectMs)}`]),
    ...(discoveryMs > 0 ? [`discovery ${ms(discoveryMs)}`] : ['no discovery needed']),
    `replies ${ms(agentMs)}`,
  ];
  return [
    times.join(', '),
    `sent ${sentFrames} frames (${sentBytes} bytes), received ${receivedFrames} (${receivedBytes} bytes)` +
      (totals.refused > 0 ? `, refused ${totals.refused}` : ''),
  ];
}

/** `+3`, `-3`. */
export function signed(seconds: number): string {
  return seconds < 0 ? `${seconds}` : `+${seconds}`;
}
