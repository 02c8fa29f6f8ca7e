// The states of one check on many hosts as the answer of a plugin, in the line of MCollective's check-mc-nrpe.
import type { PluginAnswer } from '../nagios/output';
import type { Perfdata } from '../nagios/perfdata';
import { describeShare, type Share, shareOf } from '../nagios/share';
import { type Status, worstStatus } from '../nagios/status';
import { brokenLimit, judge } from '../nagios/threshold';
import type { FleetAnswers } from './fleet_answers';
import { hostNames } from './host_names';
import { type HostState, hostState } from './nrpe_state';

export interface NrpeJudgement {
  readonly command: string;
  /** Of hosts that are bad; without them the worst host decides. */
  readonly warning?: Share | undefined;
  readonly critical?: Share | undefined;
  /** Fewer answers are too few to know anything. */
  readonly minNodes: number;
  /** 1: says why of every bad host, 2: of every host. */
  readonly verbosity: number;
}

/** Told with their reasons without being asked for. */
const MAX_REASONS = 10;
const BAD: readonly Status[] = ['CRITICAL', 'WARNING', 'UNKNOWN'];

export function nrpeAnswer(answers: FleetAnswers, judgement: NrpeJudgement): PluginAnswer {
  const states = answers.hosts.map(hostState);
  const replied = answers.hosts.filter(({ reply }) => reply !== undefined).length;
  const judged = judgeStates(states, replied, judgement);
  const doubts = [...judged.doubts, ...answers.doubts];
  const status = worstStatus([judged.status, ...doubts.map((): Status => 'UNKNOWN')]);
  const counts = (['OK', ...BAD_IN_LINE] as const).map(word => `${word}: ${ofStatus(states, word).length}`);
  const remarks = [...judged.remarks, ...doubts].map(remark => `, ${remark}`).join('');
  return {
    status,
    subject: '',
    text: '',
    line: `${judgement.command}: ${counts.join(' ')}${remarks}`,
    details: [...hostLists(states), ...reasons(states, judgement.verbosity), ...answers.notes],
    perfdata: [...countPerfdata(states, replied, answers.seconds), ...judged.perfdata],
  };
}

const BAD_IN_LINE = ['WARNING', 'CRITICAL', 'UNKNOWN'] as const;

interface Judged {
  readonly status: Status;
  readonly remarks: readonly string[];
  readonly doubts: readonly string[];
  readonly perfdata: readonly Perfdata[];
}

function judgeStates(states: readonly HostState[], replied: number, judgement: NrpeJudgement): Judged {
  const { minNodes, warning, critical } = judgement;
  const limits = { warning, critical };
  const doubts = replied < minNodes ? [`${replied} hosts answered, expected at least ${minNodes}`] : [];
  if (!warning && !critical) {
    return { status: worstStatus(states.map(state => state.status)), remarks: [], doubts, perfdata: [] };
  }
  const total = states.length;
  const bad = states.filter(state => state.status !== 'OK').length;
  const warn = warning && shareOf(warning, total);
  const crit = critical && shareOf(critical, total);
  const status = judge(bad, { warning: warn, critical: crit });
  const broken = brokenLimit(status, limits);
  const remark = `${bad} of ${total} hosts bad${broken ? `, expected ${describeShare(broken)}` : ''}`;
  const perfdata = [{ label: 'bad', value: bad, warn, crit, min: 0, max: total }];
  return { status, remarks: [remark], doubts, perfdata };
}

function ofStatus(states: readonly HostState[], status: Status): readonly string[] {
  return states.filter(state => state.status === status).map(state => state.host);
}

function hostLists(states: readonly HostState[]): string[] {
  return BAD.flatMap(status => {
    const hosts = ofStatus(states, status);
    return hosts.length > 0 ? [`${status}:`, `   ${hostNames(hosts)}`] : [];
  });
}

function reasons(states: readonly HostState[], verbosity: number): string[] {
  const told: readonly Status[] = verbosity > 1 ? [...BAD, 'OK'] : BAD;
  const lines = told.flatMap(status =>
    states.filter(state => state.status === status).map(({ host, text }) => `${host}: ${status}: ${text}`),
  );
  return verbosity > 0 ? lines : lines.slice(0, MAX_REASONS);
}

function countPerfdata(states: readonly HostState[], replied: number, seconds: number): Perfdata[] {
  return [
    { label: 'total', value: replied },
    { label: 'ok', value: ofStatus(states, 'OK').length },
    { label: 'warn', value: ofStatus(states, 'WARNING').length },
    { label: 'crit', value: ofStatus(states, 'CRITICAL').length },
    { label: 'unknown', value: ofStatus(states, 'UNKNOWN').length },
    { label: 'checktime', value: seconds },
  ];
}
