// What the commander does, as lines of its log.
import type { CommanderEvent } from '../../rollout/commander_event';
import { foldNames } from '../output/folded_names';
import { timeText } from './log_lines';

export function commanderText(event: CommanderEvent): string {
  switch (event.event) {
    case 'commanding': {
      const limit =
        event.max_concurrent === undefined ? '' : `, starting nobody while ${event.max_concurrent} run`;
      return `Running every node once in ${timeText(event.interval_s * 1000)}${limit}`;
    }
    case 'found':
      return event.hosts === 0
        ? 'Found 0 hosts, looking again'
        : `Found ${event.hosts} ${event.hosts === 1 ? 'host' : 'hosts'}, one each ${event.between_s} seconds`;
    case 'start':
      return `Running ${event.host}, concurrency is ${event.running}`;
    case 'scheduled':
      return `${event.host} schedule status: ${event.status}`;
    case 'finished':
      return `${event.host} finished after ${event.seconds} s`;
    case 'given up':
      return `${event.host} is given up: ${event.why}`;
    case 'waiting':
      return `${event.host} waits, ${event.running} nodes are running`;
    case 'skipped':
      return `Skipping ${event.host}: ${event.why}`;
    case 'trouble':
      return `Trouble: ${event.text}`;
    case 'broker':
      return event.back ? 'The broker is back' : `The broker is lost, waiting for it: ${event.text}`;
    case 'ended':
      return event.running.length === 0
        ? 'Ended'
        : `Ended; still running: ${foldNames(event.running).join(', ')}`;
  }
}
