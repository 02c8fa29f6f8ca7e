// Decisions over policy files on disk: which file, which rule, and what never allows.
import { execFileSync } from 'node:child_process';
import { symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import type { AuthorizationConfig } from '../../../../lib/config/config';
import { ActionPolicy } from '../../../../lib/node/authorization/action_policy';
import type { Decision } from '../../../../lib/node/authorization/authorizer';
import { describePolicies } from '../../../../lib/node/authorization/describe_policies';
import { PolicyFolder } from '../../../../lib/node/authorization/policy_folder';
import { LiveNode } from '../../../../lib/node/node_context';
import { FakeClock } from '../../rpc/fake_clock';
import { FakeExec, FakeRoot, MemoryLogger, makeTestConfig, testEnvironment } from '../fakes';

const CONFIG: AuthorizationConfig = {
  provider: 'action_policy',
  policyDir: '/etc/policies',
  allowUnconfigured: false,
  defaultPolicy: undefined,
  strict: false,
};

let root: FakeRoot;
let logger: MemoryLogger;
let node: LiveNode;
let policy: ActionPolicy;

beforeEach(() => {
  root = new FakeRoot();
  root.makeFolder('/etc/policies');
  root.put('/facts.yaml', 'memory: 2048\nos: debian\nroles: [web, cache]\n');
  root.put('/classes.txt', 'role::web\n');
  logger = new MemoryLogger();
  const config = makeTestConfig({ node: { factFiles: ['/facts.yaml'], classesFile: '/classes.txt' } });
  const parts = { config, clock: new FakeClock(), logger, paths: root.paths };
  node = new LiveNode({ ...parts, exec: new FakeExec(), environment: testEnvironment });
  use({});
});
afterEach(() => root.remove());

function use(parts: Partial<AuthorizationConfig>): void {
  policy = new ActionPolicy({ ...CONFIG, ...parts }, root.paths, logger);
}

const put = (name: string, text: string): void =>
  root.put(`/etc/policies/${name}`, text.replaceAll('|', '\t'));

function decide(callerid = 'uid=500', action = 'status', agent = 'service'): Promise<Decision> {
  return policy.decide({ agent, action, callerid }, node, new AbortController().signal);
}

const allowed = async (...args: Parameters<typeof decide>): Promise<boolean> =>
  (await decide(...args)).allowed;

describe('the policy of an agent', () => {
  it('is its own file, else the default file, else nothing', async () => {
    expect(await decide()).to.deep.equal({ allowed: false, why: 'there is no policy for service' });
    use({ defaultPolicy: 'site' });
    expect(await allowed()).to.equal(false);
    put('site.policy', 'allow|*|*|*|*\n');
    expect(await decide()).to.deep.equal({ allowed: true, why: 'allow in site.policy line 1' });
    put('service.policy', '# nothing\n');
    expect(await decide()).to.deep.equal({
      allowed: false,
      why: 'no rule of service.policy fits, the default is deny',
    });
  });

  it('may be wanting when that is wished', async () => {
    use({ allowUnconfigured: true });
    expect(await allowed()).to.equal(true);
    put('service.policy', 'deny|uid=1|*|*|*\n');
    expect(await allowed('uid=1')).to.equal(false);
    expect(await allowed('uid=2')).to.equal(true);
    put('service.policy', 'policy default deny\ndeny|uid=1|*|*|*\n');
    expect(await allowed('uid=2')).to.equal(false);
  });

  it('is read again when it changes', async () => {
    put('service.policy', 'allow|uid=500|*|*|*\n');
    expect(await allowed()).to.equal(true);
    put('service.policy', 'allow|uid=500|*|*|*\ndeny|*|*|*|*\npolicy default allow');
    expect(await allowed('uid=7')).to.equal(false);
    put('service.policy', 'allow|ops|*|*|*\n');
    put('groups', 'ops uid=500\n');
    expect(await allowed()).to.equal(true);
    put('groups', 'ops uid=5\n');
    expect(await allowed()).to.equal(false);
    root.take('/etc/policies/service.policy');
    expect(await allowed()).to.equal(false);
  });

  it('that cannot be read is not passed over', async () => {
    use({ allowUnconfigured: true, defaultPolicy: 'site' });
    put('site.policy', 'allow|*|*|*|*\n');
    root.makeFolder('/etc/policies/service.policy');
    expect(await decide()).to.deep.include({ allowed: false });
    root.take('/etc/policies/service.policy');
    put('service.policy', `# ${'x'.repeat(1024 * 1024)}\n`);
    expect((await decide()).why).to.match(/service\.policy: .*larger than 1048576 bytes/);
  });

  it('that cannot even be looked at is not passed over either', async () => {
    use({ allowUnconfigured: true });
    const loop = root.paths.resolve('/etc/policies/service.policy');
    symlinkSync(loop, loop);
    expect((await decide()).why).to.include('ELOOP');
  });

  it('that is a link leading nowhere, a pipe, or empty is not taken for none', async () => {
    use({ allowUnconfigured: true, defaultPolicy: 'site' });
    put('site.policy', 'policy default allow\n');
    const path = root.paths.resolve('/etc/policies/service.policy');
    symlinkSync('/nowhere/service.policy', path);
    expect((await decide()).why).to.match(/service\.policy: it is a link that leads nowhere$/);
    root.take('/etc/policies/service.policy');
    expect(await allowed()).to.equal(true);
    execFileSync('mkfifo', [path]);
    expect(await allowed()).to.equal(false);
    root.take('/etc/policies/service.policy');
    put('service.policy', '');
    expect((await decide()).why).to.match(/service\.policy line 1: the file is empty$/);
  });

  it('is not wanting because its whole folder is', async () => {
    use({ allowUnconfigured: true });
    root.take('/etc/policies');
    expect((await decide()).why).to.match(/service\.policy: there is no folder \/etc\/policies$/);
    expect(await allowed()).to.equal(false);
    expect(logger.at('error')).to.have.length(1);
    root.makeFolder('/etc/policies');
    expect(await allowed()).to.equal(true);
  });

  it('is read again also when size and time stamp stay', async () => {
    const path = root.paths.resolve('/etc/policies/service.policy');
    put('service.policy', 'allow|uid=500|*|*|*\n');
    utimesSync(path, 1, 1);
    expect(await allowed()).to.equal(true);
    writeFileSync(path, 'allow\tuid=501\t*\t*\t*\n');
    utimesSync(path, 1, 1);
    expect(await allowed()).to.equal(false);
  });

  it('is never looked for outside the folder', async () => {
    use({ allowUnconfigured: true });
    root.put('/etc/secret.policy', 'allow\t*\t*\t*\t*\n');
    for (const agent of ['../secret', '/etc/secret', '.hidden', '', 'a/b', 'x\0']) {
      expect((await decide('uid=1', 'x', agent)).allowed, agent).to.equal(false);
    }
    const folder = new PolicyFolder('/etc/policies', root.paths);
    expect((await folder.get('../secret.policy', text => text)).state).to.equal('unreadable');
  });
});

describe('a faulty policy', () => {
  it('allows nothing, whatever else it says, and is named once', async () => {
    use({ allowUnconfigured: true });
    put('service.policy', 'policy default allow\nallow|*|*|*|*\ndeny uid=7 * * *\n');
    expect(await allowed()).to.equal(false);
    expect(await allowed('uid=7')).to.equal(false);
    const errors = logger.at('error');
    expect(errors).to.have.length(1);
    expect(errors[0]).to.match(
      /^policy: \/etc\/policies\/service\.policy line 3: .*it allows nothing until mended$/,
    );
    put('service.policy', 'allow|*|*|*|*\n');
    expect(await allowed()).to.equal(true);
  });

  it('is one in another encoding: what it says of facts would mean nothing, or too much', async () => {
    const text = Buffer.from('deny\t*\t*\tcustomer=M\xfcller\t*\npolicy default allow\n', 'latin1');
    writeFileSync(root.paths.resolve('/etc/policies/service.policy'), text);
    expect((await decide()).why).to.match(/line 1: it is not UTF-8$/);
    const comment = Buffer.from('# M\xfcller\npolicy default allow\n', 'latin1');
    writeFileSync(root.paths.resolve('/etc/policies/service.policy'), comment);
    expect(await allowed()).to.equal(true);
  });

  it('has its first faults told, not a thousand', async () => {
    put('service.policy', 'x\n'.repeat(1000));
    expect(await allowed()).to.equal(false);
    expect(logger.at('error')).to.have.length(20);
  });

  it('is one whose groups are faulty, when it names one', async () => {
    put('service.policy', 'allow|ops uid=1|*|*|*\n');
    put('other.policy', 'allow|uid=1|*|*|*\n');
    put('groups', 'ops uid=1\nbroken line\n');
    expect((await decide('uid=1')).why).to.match(/groups line 2: "line" is no caller id/);
    expect(await allowed('uid=1', 'x', 'other')).to.equal(true);
  });

  it('is one that denies a group nobody knows; one that allows it warns', async () => {
    put('service.policy', 'deny|typo|*|*|*\npolicy default allow\n');
    expect((await decide()).why).to.match(/line 1: there is no group typo, so this rule would deny nobody/);
    put('other.policy', 'allow|typo|*|*|*\nallow|uid=1|*|*|*\n');
    expect(await allowed('uid=1', 'x', 'other')).to.equal(true);
    expect(logger.at('warn')).to.deep.equal([
      'policy: /etc/policies/other.policy line 1: there is no group typo, so this rule would allow nobody',
    ]);
  });
});

describe('a rule', () => {
  const rule = async (text: string, callerid = 'uid=500', action = 'status'): Promise<boolean> => {
    put('service.policy', `${text}\n`);
    return allowed(callerid, action);
  };

  it('means a caller whole', async () => {
    expect(await rule('allow|uid=500|*|*|*', 'uid=5')).to.equal(false);
    expect(await rule('allow|uid=5|*|*|*', 'uid=500')).to.equal(false);
    expect(await rule('allow|uid=5 uid=500|*|*|*')).to.equal(true);
    expect(await rule('allow|uid=500|*|*|*', 'gid=500')).to.equal(false);
  });

  it('decides when it is the first to fit', async () => {
    const rules = 'allow|uid=500|status|*|*\ndeny|uid=500|*|*|*\nallow|*|*|*|*';
    expect(await rule(rules)).to.equal(true);
    expect(await rule(rules, 'uid=500', 'stop')).to.equal(false);
    expect(await rule(rules, 'uid=1', 'stop')).to.equal(true);
  });

  it('compares facts as what they are', async () => {
    expect(await rule('allow|*|*|memory>=2048 memory<=2048 memory>300 memory<10000|*')).to.equal(true);
    expect(await rule('allow|*|*|memory>2048|*')).to.equal(false);
    expect(await rule('allow|*|*|os=/^deb/ os!=redhat|*')).to.equal(true);
    expect(await rule('allow|*|*|os!=debian|*')).to.equal(false);
    expect(await rule('allow|*|*|missing!=x|*')).to.equal(false);
    expect(await rule('allow|*|*|missing<5|*')).to.equal(false);
    expect(await rule('allow|*|*|roles=cache|*')).to.equal(true);
    expect(await rule('allow|*|*|roles!=cache|*')).to.equal(false);
    expect(await rule('allow|*|*|os=/deb|*')).to.equal(false);
  });

  it('wants all facts and all classes', async () => {
    expect(await rule('allow|*|*|os=debian|role::web')).to.equal(true);
    expect(await rule('allow|*|*|os=debian|role::db')).to.equal(false);
    expect(await rule('allow|*|*|os=x|role::web')).to.equal(false);
    expect(await rule('allow|*|*|*|role::web /web$/')).to.equal(true);
  });

  it('may ask data', async () => {
    root.put('/srv/here', 'x');
    node.agents.set('service', { metadata: { name: 'service' } as never, actions: {} });
    expect(
      await rule("allow|*|*|fact('os').value=debian and collective('mcollective').member=true|*"),
    ).to.equal(true);
    expect(await rule("allow|*|*|fact('os').value=redhat|*")).to.equal(false);
  });

  it('that cannot be told allows nothing and denies what it may mean', async () => {
    expect(await rule('allow|*|*|not nosuch().x=1|*')).to.equal(false);
    expect(await rule('allow|*|*|nosuch().x=1|*\nallow|*|*|*|*')).to.equal(true);
    expect(await rule('deny|*|*|nosuch().x=1|*\nallow|*|*|*|*')).to.equal(false);
    expect(await rule('deny|*|*|nosuch().x=1 and os=redhat|*\nallow|*|*|*|*')).to.equal(true);
    expect(await rule('allow|*|*|nosuch().x=1 or os=debian|*')).to.equal(true);
    expect(await rule('deny|*|*|nosuch().x=1|role::db\nallow|*|*|*|*')).to.equal(true);
    expect(await rule('deny|*|*|nosuch().x=1|role::web\nallow|*|*|*|*')).to.equal(false);
    expect(logger.at('warn').join()).to.include('policy of service: ');
  });

  it('that asks for facts or classes no file could tell yet cannot be told', async () => {
    root.put('/facts.yaml', '{broken');
    root.take('/classes.txt');
    root.makeFolder('/classes.txt');
    const fits = 'allow|*|*|*|*';
    expect(await rule(`deny|*|*|os=redhat|*\n${fits}`)).to.equal(false);
    expect(await rule('allow|*|*|not os=redhat|*')).to.equal(false);
    expect(await rule(`deny|*|*|*|role::db\n${fits}`)).to.equal(false);
    expect(await rule('allow|*|*|not role::db or not role::web|*')).to.equal(false);
    expect(logger.at('warn')).to.include(
      'policy of service: os=redhat: the facts of /facts.yaml could not be read',
    );
    expect(await rule(`deny|uid=1|*|os=redhat|*\n${fits}`)).to.equal(true);
    root.put('/facts.yaml', 'os: debian\n');
    root.take('/classes.txt');
    expect(await rule(`deny|*|*|os=redhat|*\n${fits}`)).to.equal(true);
    expect(await rule(`deny|*|*|*|role::db\n${fits}`)).to.equal(true);
    // Once they were read, the last good ones stay.
    root.put('/facts.yaml', '{broken');
    expect(await rule(`deny|*|*|os=redhat|*\n${fits}`)).to.equal(true);
  });

  it('is read from left to right, not before the rest', async () => {
    expect(await rule('allow|*|*|os=debian or os=debian and os=x|*')).to.equal(false);
    expect(await rule('allow|*|*|os=debian or (os=debian and os=x)|*')).to.equal(true);
    expect(await rule('allow|*|*|not os=x and os=debian|*')).to.equal(true);
    expect(await rule('allow|*|*|not not os=debian|*')).to.equal(true);
    expect(await rule('allow|*|*|not (os=debian and not (os=x or memory=1))|*')).to.equal(false);
  });

  it('of four fields fits where its facts hold; strictly it never does for "*"', async () => {
    expect(await rule('allow|*|*|*')).to.equal(true);
    expect(await rule('allow|*|*|role::web os=debian')).to.equal(true);
    use({ strict: true });
    expect(await rule('allow|*|*|*')).to.equal(false);
  });
});

describe('fleetspecd --check', () => {
  it('tells which policy each agent has, and what is wrong', async () => {
    use({ defaultPolicy: 'site' });
    put('site.policy', 'allow|uid=1|*|*|*\n');
    put('service.policy', 'policy default allow\ndeny|uid=1|*|*\n');
    put('broken.policy', 'allow all\n');
    const config = { ...CONFIG, defaultPolicy: 'site' };
    expect(await describePolicies(config, policy, ['service', 'broken', 'puppet', 'rpcutil'])).to.deep.equal([
      'authorization: policies of /etc/policies',
      'policy of service: service.policy, 1 rule, default allow',
      'policy of broken: broken.policy is faulty, every request is denied',
      'policy of puppet: site.policy, 1 rule, default deny',
      'policy of rpcutil: site.policy, 1 rule, default deny',
      'warning: /etc/policies/service.policy line 2: MCollective never applies a rule of four fields with "*" for facts; fleetspecd does',
      'fault: /etc/policies/broken.policy line 1: the fields of a rule need TABs between them, not spaces',
    ]);
  });

  it('tells which agents have none', async () => {
    expect(await describePolicies(CONFIG, policy, ['puppet'])).to.include(
      'policy of puppet: none, every request is denied',
    );
    use({ allowUnconfigured: true, strict: true });
    const lines = await describePolicies({ ...CONFIG, allowUnconfigured: true, strict: true }, policy, [
      'puppet',
    ]);
    expect(lines).to.deep.equal([
      'authorization: policies of /etc/policies, strict',
      'policy of puppet: none, every request is allowed',
    ]);
  });
});
