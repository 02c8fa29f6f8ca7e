// `puppet count`: how many nodes are in which state, as mco counts and prints it: stopped is what applies no catalog now.
import type { Reply } from '../../rpc/reply';

export function countLines(replies: readonly Reply[]): string[] {
  const ok = replies.filter(({ statuscode }) => statuscode === 0);
  const having = (name: string, value: unknown): number =>
    ok.filter(({ data }) => data[name] === value).length;
  const lines = [
    `Total Puppet nodes: ${ok.length}`,
    '',
    row('Nodes currently enabled', having('enabled', true)),
    row('Nodes currently disabled', having('enabled', false)),
    '',
    row('Nodes currently doing puppet runs', having('applying', true)),
    row('Nodes currently stopped', having('applying', false)),
    '',
    row('Nodes with daemons started', having('daemon_present', true)),
    row('Nodes without daemons started', having('daemon_present', false)),
    row('Daemons started but idling', having('idling', true)),
  ];
  const failed = replies.length - ok.length;
  if (failed === 0) return lines;
  return [...lines, '', `Failed to retrieve status of ${failed} ${failed === 1 ? 'node' : 'nodes'}`];
}

function row(label: string, count: number): string {
  return `${label.padStart(33)}: ${count}`;
}
