// Options that several commands have in common, so that they read and work alike everywhere.
import type { OptionSpec } from '../command';

export const CONFIG_OPTIONS: readonly OptionSpec[] = [
  { flags: '-c, --config <file>', description: "configuration: fleetspec.yaml, or MCollective's client.cfg" },
  { flags: '-v, --verbose', description: 'say more, and show details of errors' },
];

export const FILTER_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '-F, --with-fact <fact>',
    description: 'nodes with this fact: country=uk, cpus>=4, os=/deb/',
    repeat: true,
  },
  { flags: '-C, --with-class <class>', description: 'nodes with this class, or /regex/', repeat: true },
  { flags: '-A, --with-agent <agent>', description: 'nodes with this agent, or /regex/', repeat: true },
  { flags: '-I, --with-identity <name>', description: 'this node, or /regex/', repeat: true },
  {
    flags: '-W, --with <filter>',
    description: 'facts and classes in one: "country=uk role::web"',
    repeat: true,
  },
  {
    flags: '-S, --select <expression>',
    description: 'facts, classes and data functions with and, or, not: "country=uk and not role::web"',
    repeat: true,
  },
];

export const FLEET_OPTIONS: readonly OptionSpec[] = [
  { flags: '-T, --target <collective>', description: 'collective to address, default the main one' },
  {
    flags: '--dt, --discovery-timeout <seconds>',
    description: 'longest time to wait for nodes to be discovered',
  },
  {
    flags: '--discovery-quiet <seconds>',
    description: 'discovery ends when no node answered for this long; as long as the timeout = sit it out',
  },
  { flags: '--ttl <seconds>', description: 'nodes ignore the request when it is older; default rpc.ttl' },
];

export const METHOD_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--dm, --discovery-method <name>',
    description: 'where nodes come from: mc (ask them), flatfile, stdin, external, registration',
    values: ['mc', 'flatfile', 'stdin', 'external', 'registration'],
  },
  {
    flags: '--do, --discovery-option <option>',
    description: 'what the method needs: a file, text or json, command=PROGRAM, directory=FOLDER',
    repeat: true,
  },
];

/** How many nodes, and which of them. */
export const LIMIT_OPTIONS: readonly OptionSpec[] = [
  { flags: '--ln, --limit <count>', description: 'ask so many of the nodes only: 3, or 10%' },
  { flags: '-1, --one', description: 'ask one node only' },
  {
    flags: '--limit-method <method>',
    description: 'which ones: those found first, or random',
    values: ['first', 'random'],
  },
  { flags: '--limit-seed <number>', description: 'random chooses the same nodes for the same number' },
];

/** How many nodes, which of them, and how many at a time. */
export const REQUEST_OPTIONS: readonly OptionSpec[] = [
  ...LIMIT_OPTIONS,
  { flags: '--batch <count>', description: 'ask so many at a time: 10, or 10%; 0 for all at once' },
  { flags: '--batch-sleep <seconds>', description: 'pause between batches, default 1' },
];

export const NODES_OPTION: OptionSpec = {
  flags: '--nodes <file>',
  description: "exactly the nodes of this file ('-' = stdin): one name a line, or JSON of an earlier call",
};

export const TIMEOUT_OPTION: OptionSpec = {
  flags: '-t, --timeout <seconds>',
  description: 'time for nodes to answer',
};

/** Of commands that look for nodes: who is meant, and who knows. */
export const DISCOVERY_OPTIONS: readonly OptionSpec[] = [
  ...FILTER_OPTIONS,
  NODES_OPTION,
  ...METHOD_OPTIONS,
  ...LIMIT_OPTIONS,
  ...FLEET_OPTIONS,
];

/** Of commands that call an action: whom to ask, and how. */
export const CALL_OPTIONS: readonly OptionSpec[] = [
  ...FILTER_OPTIONS,
  NODES_OPTION,
  ...METHOD_OPTIONS,
  ...REQUEST_OPTIONS,
  TIMEOUT_OPTION,
  ...FLEET_OPTIONS,
];

export const JSON_OPTION: OptionSpec = { flags: '-j, --json', description: 'print JSON' };

/** How answers are printed. */
export const REPLY_OPTIONS: readonly OptionSpec[] = [
  JSON_OPTION,
  { flags: '--jsonl', description: 'one JSON object a line, for each answer' },
  { flags: '--table', description: 'one line for each answer, outputs as columns' },
  { flags: '--senders', description: 'only the names of the nodes, to pipe into the next command' },
  { flags: '--sort <key>', description: 'by sender (the default), time or an output; -key turns it round' },
];

/** Of commands that change nodes. */
export const YES_OPTION: OptionSpec = {
  flags: '-y, --yes',
  description: 'do not ask before the whole fleet is changed',
};

export const FEATURE_OPTIONS: readonly OptionSpec[] = [
  { flags: '--param <name=value>', description: 'what <name> in the feature stands for', repeat: true },
  {
    flags: '--param-file <file>',
    description: 'the same from a file with name=value lines; secrets belong there',
    repeat: true,
  },
  { flags: '-H, --host <host>', description: 'host the check is about: what <host> stands for' },
  { flags: '--tags <expression>', description: 'only scenarios with these tags: "@web and not @slow"' },
  { flags: '--act', description: 'let steps change hosts; without it they are refused' },
  { flags: '--plan', description: 'show what would be changed on which hosts, and change nothing' },
  { flags: '--plan-json', description: 'the same as JSON' },
  {
    flags: '--max-targets <count>',
    description: 'change at most so many hosts, 3 or 10%; default checks.max_targets',
  },
  {
    flags: '--record <file>',
    description: 'keep everything the run asks and is answered, for `fleetspec replay`',
  },
  {
    flags: '--steps <folder>',
    description: 'steps of your own, default the nearest folder above the feature with step_definitions/',
  },
  { flags: '--html <file>', description: 'write a report as one HTML page' },
  { flags: '--junit <file>', description: 'write a report in JUnit XML' },
  { flags: '--messages <file>', description: 'write everything that happens as Cucumber messages (ndjson)' },
  { flags: '--json <file>', description: 'write the outcome as JSON, for programs' },
  {
    flags: '--prometheus <file>',
    description: "write the outcome for the textfile collector of Prometheus' node_exporter",
  },
  { flags: '--tap <file>', description: 'write the outcome in the Test Anything Protocol' },
];
