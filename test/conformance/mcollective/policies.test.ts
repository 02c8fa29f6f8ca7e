// Policies decide as MCollective's actionpolicy plugin does: strict ones always, the others but for the vectors named
// here. Apart from both: callers are matched whole, and a line nobody can read allows nothing.
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { ActionPolicy } from '../../../lib/node/authorization/action_policy';
import { LiveNode } from '../../../lib/node/node_context';
import { FakeExec, FakeRoot, MemoryLogger, makeTestConfig, testEnvironment } from '../../unit/node/fakes';
import { FakeClock } from '../../unit/rpc/fake_clock';
import { golden, type RubyAnswer } from './golden_file';

interface Vector {
  readonly policy: string;
  readonly caller: string;
  readonly action: string;
  readonly allowed: RubyAnswer;
}

interface Golden {
  readonly node: { facts: Record<string, string>; classes: string[]; groups: string };
  readonly vectors: readonly Vector[];
}

const { node, vectors } = golden<Golden>('policies');
const shown = ({ policy, caller, action }: Vector): string =>
  `${policy.replaceAll('\t', '|').replace(/\n$/, '').replaceAll('\n', ';')} for ${caller} ${action}`;

// What MCollective allows by a part of the id.
const SUBSTRING = ['allow|uid=500|*|*|* for uid=5 status', 'allow|uid=500|*|*|* for uid=50 status'];

// MCollective passes over the line, or reads something else in it than it says; here the file is faulty.
const FAULTY_ALLOWS = [
  'deny|missing|*|*|*;policy default allow for uid=500 status',
  'allow|uid=500, uid=600|*|*|* for uid=500 status',
  'allow|*|*|*|*|* for uid=500 status',
  'allow|*|*|*|x|* for uid=500 status',
  'deny * * * *;policy default allow for uid=500 status',
];

// A `deny` that a part of the id matched; a line end of Windows and a TAB at the end.
const KINDER = [
  'deny|uid=500|*|*|*;policy default allow for uid=5 status',
  'allow|*|*|*|*\r for uid=500 status',
  'allow|*|*|*|*| for uid=500 status',
];

const DIFFERS_ALWAYS = [...SUBSTRING, ...FAULTY_ALLOWS, ...KINDER];

// Numbers, regexes and operators that mean what they say.
const FACTS = [
  'allow|*|*|memory>300|* for uid=500 status',
  'allow|*|*|memory>=2048|* for uid=500 status',
  'allow|*|*|memory<=2048|* for uid=500 status',
  'allow|*|*|os=/deb/|* for uid=500 status',
  'allow|*|*|os=~deb|* for uid=500 status',
  'allow|*|*|os==debian|* for uid=500 status',
  'allow|*|*|os!=redhat|* for uid=500 status',
  'allow|*|*|memory>300 and os=debian|* for uid=500 status',
  'allow|*|*|os=/deb/ and os=debian|* for uid=500 status',
];

// There these hold: `30` is less than `5`, a missing fact less than anything, and `not` of what never holds.
const FACTS_THAT_HOLD_THERE = [
  'allow|*|*|memory<300|* for uid=500 status',
  'allow|*|*|missing<5|* for uid=500 status',
  'allow|*|*|not memory>=2048|* for uid=500 status',
];

const OTHERS = ['allow|*|*|* for uid=500 status', 'deny|*|*|*;policy default allow for uid=500 status'];

// What cannot be told allows nothing.
const UNANSWERED = ['allow|*|*|not nosuch().x=1 for uid=500 status'];

const DIFFERS = [...DIFFERS_ALWAYS, ...FACTS, ...FACTS_THAT_HOLD_THERE, ...OTHERS, ...UNANSWERED];

describe('policies', () => {
  let root: FakeRoot;
  before(() => {
    root = new FakeRoot();
    root.put('/facts.yaml', JSON.stringify(node.facts));
    root.put('/classes.txt', `${node.classes.join('\n')}\n`);
    root.put('/policies/groups', node.groups);
    root.put('/etc/hosts', '127.0.0.1 localhost\n');
  });
  after(() => root.remove());

  async function decide({ policy, caller, action }: Vector, strict: boolean): Promise<boolean> {
    root.put('/policies/x.policy', policy);
    const config = makeTestConfig({ node: { factFiles: ['/facts.yaml'], classesFile: '/classes.txt' } });
    const parts = { config, clock: new FakeClock(), logger: new MemoryLogger(), paths: root.paths };
    const live = new LiveNode({ ...parts, exec: new FakeExec(), environment: testEnvironment });
    const policies = { provider: 'action_policy', policyDir: '/policies', defaultPolicy: undefined };
    const authorization = { ...policies, allowUnconfigured: false, strict };
    const asked = { agent: 'x', action, callerid: caller };
    const authorizer = new ActionPolicy(authorization, root.paths, parts.logger);
    return (await authorizer.decide(asked, live, new AbortController().signal)).allowed;
  }

  async function differing(strict: boolean): Promise<string[]> {
    const different: string[] = [];
    for (const vector of vectors) {
      const allowed = await decide(vector, strict);
      if (allowed !== (vector.allowed === true)) different.push(shown(vector));
    }
    return different.sort();
  }

  it('decide strictly as the plugin does, but for callers and lines nobody can read', async () => {
    expect(await differing(true)).to.deep.equal([...DIFFERS_ALWAYS].sort());
  });

  it('decide otherwise where the plugin plainly does not do what the policy says', async () => {
    expect(await differing(false)).to.deep.equal([...DIFFERS].sort());
  });

  it('know every vector that differs', () => {
    const known = vectors.map(shown);
    expect(DIFFERS.filter(name => !known.includes(name))).to.deep.equal([]);
  });
});
