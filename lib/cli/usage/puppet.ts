// fleetspec puppet: its metadata.
import type { CommandUsage } from '../command';
import { CALL_OPTIONS, CONFIG_OPTIONS, REPLY_OPTIONS, YES_OPTION } from './shared_options';

export const puppetUsage: CommandUsage = {
  name: 'puppet',
  summary: 'see, run and steer Puppet on many nodes',
  description: `status: what Puppet does on each node. count: the same in numbers. summary: how the last runs went, as sparklines.
runonce: runs it now on all of them. enable, disable [MESSAGE]: switches it on and off.
runall N: runs it on every node, never on more than N at once; runs of others count. Gate, canaries and limits stop it in time; --state lets it be resumed.
commander: stays, and spreads runs over an interval, each node at its own moment; for systemd.
Nodes with the older agent puppetd are asked, too. docs/puppet.md explains it all.
Exit codes: those of rpc; of runall 0 all went well, 2 some failed, 3 stopped by gate, canaries or --max-failures, 1 nobody matched or a fault, 130 interrupted.`,
  args: [
    {
      name: 'task',
      description: 'status, count, summary, runonce, enable, disable, runall or commander',
      required: true,
    },
    {
      name: 'words',
      description: 'disable: a message; runall: how many nodes at once',
      required: false,
      variadic: true,
    },
  ],
  options: [
    ...CALL_OPTIONS,
    { flags: '--noop', description: 'a dry run' },
    { flags: '--no-noop', description: 'a run in earnest where Puppet is set to dry runs' },
    { flags: '--tags <list>', description: 'only what has one of these tags: ntp,ssh' },
    { flags: '--environment <name>', description: 'with this environment of Puppet' },
    { flags: '--server <address>', description: 'from this master, where nodes allow that' },
    { flags: '--force', description: 'runonce: at once; runall and the commander never wait for a splay' },
    { flags: '--splay', description: 'runonce: after a random time' },
    { flags: '--no-splay', description: 'runonce: without it' },
    { flags: '--splaylimit <seconds>', description: 'runonce: longest such time' },
    { flags: '--gate <feature>', description: 'runall: starts nodes only while this feature is OK' },
    {
      flags: '--gate-param <name=value>',
      description: 'runall: what <name> in the feature stands for',
      repeat: true,
    },
    { flags: '--gate-interval <seconds>', description: 'runall: looks again so soon, default 30' },
    { flags: '--gate-timeout <seconds>', description: 'runall: stops when it holds so long, default 600' },
    { flags: '--canary <count>', description: 'runall: so many must end well before the others begin' },
    {
      flags: '--max-failures <count>',
      description: 'runall: stops when more nodes fail than that, 3 or 5%',
    },
    { flags: '--state <file>', description: 'runall, commander: what is done, to go on with later' },
    { flags: '--new', description: 'runall: begin anew, whatever the state file says' },
    { flags: '--retry-failed', description: 'runall: of a roll-out that is resumed, what failed, too' },
    { flags: '--rerun <seconds>', description: 'runall: again and again, each round at least so long' },
    {
      flags: '--patience <seconds>',
      description: 'runall, commander: for a node that is silent or does not begin, default 60',
    },
    { flags: '--run-timeout <seconds>', description: 'runall, commander: for one run, default 3600' },
    {
      flags: '--poll <seconds>',
      description: 'runall, commander: from one look to the next, default 1 and 5',
    },
    { flags: '--interval <minutes>', description: 'commander: each node once in so long, default 30' },
    {
      flags: '--max-concurrent <count>',
      description: 'commander: starts nobody while so many run, by hand or not',
    },
    { flags: '--rediscover <minutes>', description: 'commander: looks for nodes so often, default 5' },
    ...REPLY_OPTIONS,
    YES_OPTION,
    ...CONFIG_OPTIONS,
  ],
  examples: [
    { line: 'fleetspec puppet count', does: 'how many run Puppet right now' },
    { line: 'fleetspec puppet disable "kernel upgrade" -C role::db', does: 'switch it off, and say why' },
    {
      line: 'fleetspec puppet runall 4 -C role::web --canary 1 --max-failures 5% --state web.json',
      does: 'every web server, four at once, one alone before',
    },
    {
      line: 'fleetspec puppet runall 10 --gate features/puppet_master_capacity.feature --yes',
      does: 'the whole fleet, as long as the master copes',
    },
    {
      line: 'fleetspec puppet commander --interval 30 --max-concurrent 10',
      does: 'every node once in half an hour, evenly',
    },
  ],
  faultExit: 1,
};
