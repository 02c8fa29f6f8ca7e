// Why a check cannot be made.
import { didYouMean } from '../util/did_you_mean';
import { foldHosts } from './host_list';
import { CannotTell } from './verdicts';

/** A step speaks of a device nobody has introduced. */
export class UnknownDevice extends CannotTell {
  readonly code = 'E_UNKNOWN_DEVICE';
  readonly kind = 'usage';

  constructor(
    readonly device: string,
    known: Iterable<string>,
  ) {
    const near = didYouMean(device, known);
    super(`unknown device "${device}"${near ? ` (did you mean "${near}"?)` : ''}`, {
      remedy: `add the step "Given the ${device} has ip address …", or the device to checks.devices of the configuration`,
    });
  }
}

/** A device was given something that is no IP address. */
export class NotAnAddress extends CannotTell {
  readonly code = 'E_NOT_AN_ADDRESS';
  readonly kind = 'usage';

  constructor(
    readonly device: string,
    text: string,
  ) {
    super(`"${text}" is not an IP address, so the ${device} has none`, {
      remedy: 'write an IPv4 or IPv6 address such as 192.0.2.7 or 2001:db8::7',
    });
  }
}

/** A step would act on the whole fleet because nothing restricts it. */
export class NoHostsChosen extends CannotTell {
  readonly code = 'E_NO_HOSTS_CHOSEN';
  readonly kind = 'usage';

  constructor() {
    super('no hosts were chosen, and the whole fleet is never meant by accident', {
      remedy:
        'add a step such as "Given the hosts with class role::web", or for all of them "Given all hosts"',
    });
  }
}

/** A step names hosts by a regex that is not one. */
export class BadSelection extends CannotTell {
  readonly code = 'E_BAD_SELECTION';
  readonly kind = 'usage';
}

const COMPARE_KEYS = "compare the nodes' security provider and keys with ours";

const counted = (answers: number): string => `${answers} ${answers === 1 ? 'answer' : 'answers'}`;

/** Nobody answered discovery. */
export class NobodyDiscovered extends CannotTell {
  readonly code = 'E_NOBODY_DISCOVERED';
  readonly kind = 'fleet';

  /** `who` in words; `refused` answers came but could not be verified. */
  constructor(
    readonly who: string,
    refused = 0,
  ) {
    super(`no nodes discovered ${who}${refused ? `, and ${counted(refused)} could not be verified` : ''}`, {
      remedy: refused
        ? COMPARE_KEYS
        : 'check the filter, that the daemons run, and that security keys and clocks fit on both sides',
    });
  }
}

/** Nodes that were expected to answer did not. */
export class SilentNodes extends CannotTell {
  readonly code = 'E_SILENT_NODES';
  readonly kind = 'fleet';

  /** `question` is agent and action; `refused` answers, of whomever, could not be verified. */
  constructor(
    hosts: readonly string[],
    readonly question: string,
    agent: string,
    refused = 0,
  ) {
    const unverified = `, and ${counted(refused)} could not be verified`;
    super(`no answer from ${foldHosts(hosts)} to ${question}${refused > 0 ? unverified : ''}`, {
      hosts,
      remedy: refused > 0 ? COMPARE_KEYS : `check that the daemon runs there and has the agent ${agent}`,
    });
  }
}

/** Nodes answered with a good signature, but nobody can read what. */
export class UnreadableAnswers extends CannotTell {
  readonly code = 'E_UNREADABLE_ANSWER';
  readonly kind = 'fleet';

  constructor(
    hosts: readonly string[],
    readonly question: string,
    problem: string,
  ) {
    super(`the answer of ${foldHosts(hosts)} to ${question} cannot be read: ${problem}`, {
      hosts,
      remedy: 'look at the agent there: what it returns is nothing that MCollective can carry',
    });
  }
}

/** Somebody answered discovery, and nothing proves who: a host with another key, or somebody who is no host. */
export class UnverifiedAnswers extends CannotTell {
  readonly code = 'E_UNVERIFIED_ANSWERS';
  readonly kind = 'fleet';

  constructor(count: number) {
    super(`${counted(count)} to discovery could not be verified, so hosts may be missing`, {
      remedy: COMPARE_KEYS,
    });
  }
}

/** Two nodes have one name: each request reaches one of them, and nobody knows which. */
export class SharedIdentity extends CannotTell {
  readonly code = 'E_SHARED_IDENTITY';
  readonly kind = 'fleet';

  constructor(hosts: readonly string[]) {
    super(`${foldHosts(hosts)} answered discovery more than once, so two daemons seem to have one identity`, {
      hosts,
      remedy: 'give each daemon an identity of its own',
    });
  }
}

/** Nodes answered that they cannot say or do what was asked. */
export class NodesRefused extends CannotTell {
  readonly code = 'E_NODES_REFUSED';
  readonly kind = 'fleet';

  constructor(
    hosts: readonly string[],
    readonly question: string,
    statusmsg: string,
  ) {
    super(`${foldHosts(hosts)} cannot answer ${question}: ${statusmsg}`, {
      hosts,
      remedy: "see the daemon's log there",
    });
  }
}

/** Nodes that match were found too late to be asked. */
export class FoundTooLate extends CannotTell {
  readonly code = 'E_FOUND_TOO_LATE';
  readonly kind = 'fleet';

  constructor(hosts: readonly string[]) {
    super(`${foldHosts(hosts)} answered discovery too late to be asked`, {
      hosts,
      remedy: 'raise rpc.discovery_quiet of the configuration',
    });
  }
}

/** A step relies on one that was not there before it. */
export class StepMissing extends CannotTell {
  readonly code = 'E_STEP_MISSING';
  readonly kind = 'usage';

  constructor(what: string, step: string) {
    super(`${what} is not known`, { remedy: `add the step "${step}" before` });
  }
}

/** Nobody can tell the load of the master. */
export class NoPuppetMaster extends CannotTell {
  readonly code = 'E_NO_PUPPET_MASTER';
  readonly kind = 'fleet';

  constructor(who: string, refused = 0) {
    super(
      `no Puppet master with the host agent was found ${who}${refused ? ` (${refused} answers refused)` : ''}`,
      {
        remedy:
          'set checks.puppet_master of the configuration to its class or fact, or say "Given the Puppet Master is NAME", and run fleetspecd there',
      },
    );
  }
}

/** A sentence whose words fit a step but make no sense, such as a negative length of time. */
export class BadSentence extends CannotTell {
  readonly code = 'E_BAD_SENTENCE';
  readonly kind = 'usage';

  constructor(what: string, remedy: string) {
    super(what, { remedy });
  }
}

/** A sentence speaks of a group of hosts nobody has introduced. */
export class UnknownGroup extends CannotTell {
  readonly code = 'E_UNKNOWN_GROUP';
  readonly kind = 'usage';

  constructor(
    readonly group: string,
    known: Iterable<string>,
  ) {
    const near = didYouMean(group, known);
    super(`unknown group of hosts "${group}"${near ? ` (did you mean "${near}"?)` : ''}`, {
      remedy: `add the step "Given "${group}" are hosts with class …", or the group to checks.groups of the configuration`,
    });
  }
}

/** A single host, or none, was to be compared with others. */
export class NothingToCompare extends CannotTell {
  readonly code = 'E_NOTHING_TO_COMPARE';
  readonly kind = 'fleet';

  constructor(hosts: readonly string[], subject: string) {
    super(`${subject} of ${foldHosts(hosts)} alone has nothing to be compared with`, {
      hosts,
      remedy: 'check the filter, and that the daemons of the other hosts run',
    });
  }
}

/** The run had to end before a sentence about time could be decided. */
export class CutShort extends CannotTell {
  readonly code = 'E_CUT_SHORT';
  readonly kind = 'usage';

  /** `wanted` is the length of time in the sentence; `last` what was last seen, in one sentence. */
  constructor(wanted: string, seconds: number, last: string, hosts: readonly string[] = []) {
    super(`the run had to end after ${seconds} s of ${wanted}; last: ${last}`, {
      hosts,
      remedy: 'give the run more time with --timeout, or shorten the time in the step',
    });
  }
}

/** The file of waivers cannot be used, so nobody knows what need not be well. */
export class WaiversUnusable extends CannotTell {
  readonly code = 'E_WAIVERS';
  readonly kind = 'config';

  constructor(
    readonly file: string,
    readonly line: number | undefined,
    problem: string,
  ) {
    super(`the waivers in ${file}${line === undefined ? '' : `, line ${line},`} cannot be used: ${problem}`, {
      remedy: 'correct the file, or take checks.waivers out of the configuration; see docs/language.md',
    });
  }
}
