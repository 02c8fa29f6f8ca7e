// Decides by ActionPolicy files: the first rule that fits caller, action, facts and classes, else the default
// (MCollective's actionpolicy plugin).
//
// Where it differs: a caller is matched whole (there `uid=5` passes a rule for `uid=500`), a file with a line nobody can
// read allows nothing, and what cannot be told never allows. docs/compatibility.md has the list.
import type { AuthorizationConfig } from '../../config/config';
import type { HostPaths } from '../../exec/host_paths';
import { dataQueriesOf } from '../../mcollective/compound_data';
import { type FilterContext, makeContext } from '../../mcollective/filter_terms';
import type { Logger } from '../../util/logger';
import type { NodeContext } from '../agent';
import { lookUpData } from '../data/look_up_data';
import type { Authorizer, Decision, Permission } from './authorizer';
import { evaluateCondition, type Truth } from './evaluate_condition';
import { PoliciesInForce, type PolicyInForce } from './policies_in_force';
import type { Condition, Names, Policy, Rule } from './policy';
import { matchesPolicyStatement, unreadProblem } from './policy_statement';
import { matchesStrictStatement } from './strict_statement';

/** A request under one policy, on one node. */
interface Case {
  readonly request: Permission;
  readonly groups: PolicyInForce['groups'];
  readonly node: NodeContext;
  readonly stop: AbortSignal;
  /** Made when the first rule asks for it; one budget for the regexes of all rules. */
  readonly context: () => Promise<FilterContext>;
}

export class ActionPolicy implements Authorizer {
  readonly #policies: PoliciesInForce;
  readonly #told = new WeakSet<PolicyInForce>();

  constructor(
    private readonly config: AuthorizationConfig,
    paths: HostPaths,
    private readonly logger: Logger,
  ) {
    this.#policies = new PoliciesInForce(config, paths);
  }

  /** What holds for an agent now; its faults and warnings are logged when they are new. */
  async inForce(agent: string): Promise<PolicyInForce> {
    const inForce = await this.#policies.of(agent);
    if (this.#told.has(inForce)) return inForce;
    this.#told.add(inForce);
    for (const fault of inForce.faults) this.logger.error(`policy: ${fault}; it allows nothing until mended`);
    for (const warning of inForce.warnings) this.logger.warn(`policy: ${warning}`);
    return inForce;
  }

  async decide(request: Permission, node: NodeContext, stop: AbortSignal): Promise<Decision> {
    const inForce = await this.inForce(request.agent);
    const [fault] = inForce.faults;
    if (fault !== undefined) return { allowed: false, why: fault };
    if (!inForce.policy || inForce.name === undefined) return this.#unconfigured(request.agent);
    const { groups } = inForce;
    const asked = { request, groups, node, stop, context: contextOf(node) };
    return this.#byRules(inForce.policy, inForce.name, asked);
  }

  #unconfigured(agent: string): Decision {
    return { allowed: this.config.allowUnconfigured, why: `there is no policy for ${agent}` };
  }

  async #byRules({ rules, standard }: Policy, name: string, asked: Case): Promise<Decision> {
    for (const rule of rules) {
      const holds = await this.#holds(rule, asked);
      // What cannot be told does not allow, and does not keep a deny from denying.
      if (holds === false || (holds === undefined && rule.verdict === 'allow')) continue;
      return { allowed: rule.verdict === 'allow', why: `${rule.verdict} in ${name} line ${rule.line}` };
    }
    const verdict = standard ?? (this.config.allowUnconfigured ? 'allow' : 'deny');
    return { allowed: verdict === 'allow', why: `no rule of ${name} fits, the default is ${verdict}` };
  }

  async #holds(rule: Rule, asked: Case): Promise<Truth> {
    const { callerid, action } = asked.request;
    if (!isCaller(rule.callers, callerid, asked.groups)) return false;
    if (rule.actions !== '*' && !rule.actions.includes(action)) return false;
    // MCollective takes a lone `*` in the place of facts and classes for the name of a class.
    if (this.config.strict && rule.classes === undefined && rule.facts === '*') return false;
    const facts = await this.#test(rule.facts, asked);
    if (facts === false) return false;
    const classes = await this.#test(rule.classes ?? '*', asked);
    return classes === true ? facts : classes;
  }

  async #test(condition: Condition, { node, stop, context, request }: Case): Promise<Truth> {
    if (condition === '*') return true;
    const { subject, budget } = await context();
    const data = await lookUpData(dataQueriesOf([[...condition]]), node, { signal: stop });
    const withData = { subject: { ...subject, data }, budget };
    const report = (sentence: string): void => this.logger.warn(`policy of ${request.agent}: ${sentence}`);
    const isUnread = (text: string): boolean => {
      const problem = this.config.strict ? undefined : unreadProblem(text, subject.facts, node);
      if (problem !== undefined) report(`${text}: ${problem}`);
      return problem !== undefined;
    };
    const matches = this.config.strict ? matchesStrictStatement : matchesPolicyStatement;
    return evaluateCondition(condition, {
      context: withData,
      statement: text => (isUnread(text) ? undefined : matches(text, withData)),
      report,
      unanswered: this.config.strict ? false : undefined,
    });
  }
}

// Whole ids only: MCollective finds `uid=5` in a rule for `uid=500`.
function isCaller(callers: Names, callerid: string, groups: PolicyInForce['groups']): boolean {
  if (callers === '*' || callers.includes(callerid)) return true;
  return callers.some(name => groups.get(name)?.includes(callerid));
}

function contextOf(node: NodeContext): () => Promise<FilterContext> {
  let made: Promise<FilterContext> | undefined;
  const make = async (): Promise<FilterContext> => {
    const [classes, facts] = await Promise.all([node.classes(), node.facts()]);
    return makeContext({ identity: node.identity, agents: [...node.agents.keys()], classes, facts });
  };
  return () => {
    made ??= make();
    return made;
  };
}
