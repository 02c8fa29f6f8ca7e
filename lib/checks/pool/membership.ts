// How it shows that a host is in the pool of a load balancer: by its firewall, a fact, a file, a service, or a check.
import { parseFact } from '../../mcollective/filter';
import { type AskHosts, mapReadings } from '../assertion/readings';
import { BadSentence } from '../errors';
import { askFactAnswer, showFact } from '../fact/fact_answer';
import { factTest } from '../fact/fact_test';
import { askFile, typeOf } from '../file/file_status';
import { askTraffic, type Traffic } from '../firewall/traffic';
import { NAGIOS_STATES, parseStates, STATES_PATTERN } from '../nrpe/nagios_states';
import { askNrpe } from '../nrpe/nrpe_command';
import { askService, type ServiceStatus } from '../service/service';

export interface Member {
  readonly isIn: boolean;
  /** Why, in words: `traffic from the load balancer is blocked`. */
  readonly why: string;
}

/** Text of `{membership}`; parsed when the step runs. */
export type MembershipText = string;

/** Devices by name, as steps have them. */
export interface AddressBook {
  addressOf(device: string): string;
}

type Form = readonly [RegExp, (parts: readonly string[], devices: AddressBook) => AskHosts<Member>];

const FORMS: readonly Form[] = [
  [/^traffic from the (.+) is (blocked|unblocked)$/, byTraffic],
  [/^it has the fact (.+)$/, byFact],
  [/^it has (the|no) file ("[^"]+"|\S+)$/, byFile],
  [/^the service (\S+) is (running|stopped)$/, byService],
  [new RegExp(`^the NRPE command (\\S+) is (${STATES_PATTERN.source})$`), byNrpe],
];

/** Text of the forms for people who wrote another. */
const EXAMPLES =
  'write: traffic from the load balancer is unblocked · it has the fact pool=in · it has the file /etc/in_pool · the service haproxy is running · the NRPE command check_pool is OK';

/** Throws BadSentence, UnknownDevice, and FilterSyntax for a fact. */
export function parseMembership(text: MembershipText, devices: AddressBook): AskHosts<Member> {
  for (const [pattern, make] of FORMS) {
    const [, ...parts] = pattern.exec(text.trim()) ?? [];
    if (parts.length > 0) return make(parts, devices);
  }
  throw new BadSentence(`nobody can tell who is in a pool while "${text}"`, EXAMPLES);
}

function byTraffic([device = '', wanted]: readonly string[], devices: AddressBook): AskHosts<Member> {
  const ask = askTraffic(devices.addressOf(device));
  return members(ask, (state: Traffic) => ({
    isIn: state === wanted,
    why: `traffic from the ${device} is ${state}`,
  }));
}

function byFact([expression = '']: readonly string[]): AskHosts<Member> {
  const test = parseFact(expression);
  const passes = factTest(test);
  return members(askFactAnswer(test.fact), fact => ({
    isIn: passes(fact),
    why: `fact ${test.fact}: ${showFact(fact)}`,
  }));
}

function byFile([article, name = '']: readonly string[]): AskHosts<Member> {
  const path = name.replace(/^"(.*)"$/, '$1');
  return members(askFile(path, typeOf, `say what ${path} is`), ({ here }) => ({
    isIn: (here !== undefined) === (article === 'the'),
    why: here === undefined ? `there is no ${path}` : `there is ${path}`,
  }));
}

function byService([name = '', wanted]: readonly string[]): AskHosts<Member> {
  return members(askService(name), (status: ServiceStatus) => ({
    isIn: status === wanted,
    why: `service ${name} is ${status}`,
  }));
}

function byNrpe([command = '', states = '']: readonly string[]): AskHosts<Member> {
  const codes = parseStates(states);
  return members(askNrpe(command, codes), ({ exitcode }) => ({
    isIn: codes.includes(exitcode),
    why: `${command} is ${NAGIOS_STATES[exitcode]}`,
  }));
}

function members<T>(ask: AskHosts<T>, memberOf: (value: T) => Member): AskHosts<Member> {
  return async (hosts, context) => mapReadings(await ask(hosts, context), memberOf);
}
