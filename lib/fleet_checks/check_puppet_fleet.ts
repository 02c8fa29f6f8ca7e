// Plugin check_puppet_fleet: on which hosts Puppet fails, is disabled, does not run, never ran, or says nothing.
import { measureOptions } from '../nagios/measure';
import type { PluginAnswer } from '../nagios/output';
import type { Plugin, PluginRun } from '../nagios/plugin';
import { askPuppet } from './ask_puppet';
import { chosenNodes } from './chosen_nodes';
import { FLEET_OPTIONS } from './fleet_options';
import { type OpenFleet, openFleet, withFleet } from './fleet_session';
import { puppetAnswer } from './puppet_answer';
import { PUPPET_MEASURES } from './puppet_measures';

const NAME = 'check_puppet_fleet';

/** `open` connects to the fleet. */
export function makeCheckPuppetFleet(open: OpenFleet): Plugin {
  return {
    name: NAME,
    summary: 'checks that Puppet runs, and runs well, on every host that has it',
    subject: 'Puppet',
    timeout: 30,
    options: [
      ...FLEET_OPTIONS,
      {
        name: 'stale',
        kind: 'seconds',
        value: 'SECONDS',
        description: 'a host that did not run for longer is stale',
        default: '7200',
      },
      ...measureOptions(PUPPET_MEASURES),
    ],
    examples: [
      {
        line: 'check_puppet_fleet -F environment=production --stale 3600',
        does: 'warns of each host that failed, is disabled, or did not run for an hour',
      },
      {
        line: 'check_puppet_fleet --failed-warn 5% --failed-crit 20% --disabled-warn ~:',
        does: 'minds failures from a share of hosts on, and does not mind disabled hosts',
      },
    ],
    run: run => answer(run, open),
  };
}

export const checkPuppetFleet = makeCheckPuppetFleet(openFleet);

async function answer(run: PluginRun, open: OpenFleet): Promise<PluginAnswer> {
  const chosen = chosenNodes(run, NAME);
  const now = (): number => Math.floor(run.clock.now() / 1000);
  return puppetAnswer(run, await withFleet(open, run, session => askPuppet(session, chosen, now)));
}
