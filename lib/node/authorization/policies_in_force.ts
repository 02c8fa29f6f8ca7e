// Which policy holds for an agent, and what is wrong with it, its groups included.
import { basename } from 'node:path';
import type { AuthorizationConfig } from '../../config/config';
import type { HostPaths } from '../../exec/host_paths';
import { groupRemarks, NO_GROUPS } from './group_remarks';
import { type Groups, parseGroups } from './parse_groups';
import { parsePolicy } from './parse_policy';
import type { Policy, PolicyRemark } from './policy';
import { type PolicyFile, PolicyFolder } from './policy_folder';

export interface PolicyInForce {
  /** Undefined when the agent has none, or one that cannot be read. */
  readonly policy: Policy | undefined;
  /** The file without its folder, undefined when there is none. */
  readonly name: string | undefined;
  readonly groups: Groups['members'];
  /** File, line and what is wrong; with one of them nothing is allowed. */
  readonly faults: readonly string[];
  readonly warnings: readonly string[];
}

export class PoliciesInForce {
  readonly #folder: PolicyFolder;
  // Put together anew only when one of the files was read anew.
  readonly #made = new WeakMap<
    PolicyFile<Policy>,
    { groups: PolicyFile<Groups>; readonly inForce: PolicyInForce }
  >();

  constructor(
    private readonly config: AuthorizationConfig,
    paths: HostPaths,
  ) {
    this.#folder = new PolicyFolder(config.policyDir, paths);
  }

  /** The same object until one of its files changes. Never rejects. */
  async of(agent: string): Promise<PolicyInForce> {
    const found = await this.#find(agent);
    const groups = await this.#folder.get('groups', parseGroups);
    const made = this.#made.get(found);
    if (made?.groups === groups) return made.inForce;
    const inForce = combine(found, groups);
    this.#made.set(found, { groups, inForce });
    return inForce;
  }

  // A file that is there but cannot be read is not passed over for the default one.
  async #find(agent: string): Promise<PolicyFile<Policy>> {
    const own = await this.#folder.get(`${agent}.policy`, parsePolicy);
    const { defaultPolicy } = this.config;
    if (own.state !== 'missing' || defaultPolicy === undefined) return own;
    return this.#folder.get(`${defaultPolicy}.policy`, parsePolicy);
  }
}

const NOTHING: PolicyInForce = {
  policy: undefined,
  name: undefined,
  groups: NO_GROUPS.members,
  faults: [],
  warnings: [],
};

function combine(found: PolicyFile<Policy>, groups: PolicyFile<Groups>): PolicyInForce {
  if (found.state === 'missing') return NOTHING;
  const { file } = found;
  const name = basename(file);
  if (found.state === 'unreadable') return { ...NOTHING, name, faults: [`${file}: ${found.problem}`] };
  const { content: policy } = found;
  const placed = ({ line, what }: PolicyRemark): string => `${file} line ${line}: ${what}`;
  const aboutGroups = groupRemarks(file, policy.rules, groups);
  return {
    policy,
    name,
    groups: groups.state === 'read' ? groups.content.members : NO_GROUPS.members,
    faults: [...policy.faults.map(placed), ...aboutGroups.faults],
    warnings: [...policy.warnings.map(placed), ...aboutGroups.warnings],
  };
}
