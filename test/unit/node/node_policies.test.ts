// A daemon with policies: what it needs to start, what it says, and what it does on reload and at its end.
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import type { Config } from '../../../lib/config/config';
import { symbolGet, symbolHash } from '../../../lib/marshal/values';
import { EMPTY_FILTER } from '../../../lib/mcollective/filter';
import { PskSecurity } from '../../../lib/mcollective/security/psk';
import { checkNode } from '../../../lib/node/check_node';
import { LiveNode } from '../../../lib/node/node_context';
import { NodeDaemon } from '../../../lib/node/node_daemon';
import { NodePolicies } from '../../../lib/node/node_policies';
import { FakeClock } from '../rpc/fake_clock';
import {
  type ConfigParts,
  FakeConnection,
  FakeExec,
  FakeRoot,
  MemoryLogger,
  makeTestConfig,
  testEnvironment,
  until,
} from './fakes';

const AUTHORIZATION = {
  provider: 'action_policy',
  policyDir: '/etc/policies',
  allowUnconfigured: false,
  defaultPolicy: undefined,
  strict: false,
};
const AUDIT = { provider: 'logfile', file: '/log/audit.log', format: 'json', required: false } as const;
const client = new PskSecurity('s3cret', 'uid=500');

let root: FakeRoot;
let clock: FakeClock;
let connection: FakeConnection;
let logger: MemoryLogger;
beforeEach(() => {
  root = new FakeRoot();
  clock = new FakeClock();
  connection = new FakeConnection();
  logger = new MemoryLogger();
  root.makeFolder('/log');
});
afterEach(() => root.remove());

const configOf = (node: ConfigParts['node'] = {}) =>
  makeTestConfig({ node: { factFiles: [], agents: ['rpcutil'], ...node } });

function start(node?: ConfigParts['node']): Promise<NodeDaemon> {
  return NodeDaemon.start(configOf(node), {
    environment: testEnvironment,
    exec: new FakeExec(),
    paths: root.paths,
    ...{ clock, logger, connection },
  });
}

const failure = (node: ConfigParts['node']): Promise<unknown> =>
  start(node).then(
    () => new Error('none'),
    error => error,
  );

let sent = 0;
async function ask(action: string, data = {}): Promise<unknown> {
  sent += 1;
  const before = connection.sent.length;
  const payload = client.encodeRequest({
    agent: 'rpcutil',
    collective: 'mcollective',
    senderid: 'client',
    requestid: `r${sent}`,
    filter: { ...EMPTY_FILTER, agent: ['rpcutil'] },
    ttl: 60,
    msgtime: Math.floor(clock.now() / 1000),
    body: symbolHash({ agent: 'rpcutil', action, data: symbolHash(data) }),
  });
  connection.deliver('/topic/mcollective.rpcutil.agent', { 'reply-to': '/queue/reply' }, payload);
  await until(() => connection.sent.length > before);
  const { body } = client.decodeReply(connection.sent.at(-1)!.body);
  return symbolGet(body as Map<never, never>, 'statuscode');
}

const audited = (): { action: string; verdict: string }[] =>
  readFileSync(root.paths.resolve('/log/audit.log'), 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));

describe('a daemon with policies', () => {
  it('denies by default, allows what a policy allows, and looks at it again when it changes', async () => {
    const daemon = await start({ authorization: AUTHORIZATION });
    expect(await ask('ping')).to.equal(1);
    root.put('/etc/policies/rpcutil.policy', 'allow\tuid=500\tping\t*\t*\n');
    expect(await ask('ping')).to.equal(0);
    expect(await ask('inventory')).to.equal(1);
    expect(daemon.drops.denied).to.equal(2);
    await daemon.stop();
    expect(logger.lines.find(({ message }) => message === 'requests so far')?.fields).to.deep.equal({
      total: 3,
      replies: 3,
      denied: 2,
    });
    expect(clock.pending).to.equal(0);
  });

  it('says at its start that psk proves no caller, and what is wrong with its policies', async () => {
    root.put('/etc/policies/rpcutil.policy', 'allow all\n');
    await (await start({ authorization: AUTHORIZATION })).stop();
    expect(logger.at('warn')[0]).to.match(/^policies are asked, but with psk nothing proves who a caller is/);
    expect(logger.at('error')[0]).to.match(/^policy: \/etc\/policies\/rpcutil\.policy line 1: /);
    logger.lines.length = 0;
    await (await start()).stop();
    expect(logger.at('warn')).to.deep.equal([]);
  });

  it('tells its counters', async () => {
    const daemon = await start({ authorization: AUTHORIZATION });
    await ask('ping');
    root.put('/etc/policies/rpcutil.policy', 'policy default allow\n');
    await ask('daemon_stats');
    const { body } = client.decodeReply(connection.sent.at(-1)!.body);
    const data = symbolGet(body as Map<never, never>, 'data') as Map<never, never>;
    expect(symbolGet(data, 'dropped')).to.deep.equal(new Map([['denied', 1]]));
    expect(symbolGet(data, 'denied')).to.equal(1);
    await daemon.stop();
  });

  it('writes down what was asked, and goes on in a new file after a reload', async () => {
    const daemon = await start({ audit: AUDIT });
    await ask('ping');
    await ask('get_fact', {});
    expect(audited().map(({ action, verdict }) => [action, verdict])).to.deep.equal([
      ['ping', 'allowed'],
      ['get_fact', 'invalid'],
    ]);
    root.take('/log/audit.log');
    await daemon.reload();
    await ask('ping');
    expect(audited()).to.have.length(1);
    await daemon.stop();
  });

  it('does not start with plugins it has not, nor without an audit log that was asked for', async () => {
    const authorization = { ...AUTHORIZATION, provider: 'site_policy' };
    expect(await failure({ authorization })).to.include({ code: 'E_POLICY_PLUGIN' });
    const audit = { ...AUDIT, provider: 'centralrpclog' };
    expect((await failure({ audit })) as Error)
      .to.have.property('message')
      .that.matches(/rpcauditprovider asks for "centralrpclog", fleetspecd has logfile only/);
    root.take('/log');
    expect(await failure({ audit: AUDIT })).to.include({ code: 'E_AUDIT_UNWRITABLE' });
    expect(connection.subscriptions).to.deep.equal([]);
    await (await start({ authorization: { ...AUTHORIZATION, provider: 'Action_Policy' } })).stop();
  });
});

describe('NodePolicies', () => {
  it('knows which security plugins sign the time', () => {
    const keys = { clientPublic: undefined, clientPrivate: undefined, serverPublic: undefined };
    const files = { ...keys, serverPrivate: undefined, clientCertDir: undefined };
    const ssl = { provider: 'ssl', serializer: 'marshal', enforceTtl: undefined, ...files } as const;
    const request = {
      ...{ agent: 'rpcutil', collective: 'mcollective', senderid: 'client', callerid: 'cert=alice' },
      ...{ filter: EMPTY_FILTER, ttl: 60, msgtime: 1000, body: symbolHash({ action: 'ping' }) },
    };
    const copyRefused = (security: Config['security']): boolean => {
      const config = { ...configOf(), security };
      const parts = { config, clock, logger, paths: root.paths, exec: new FakeExec() };
      const node = new LiveNode({ ...parts, environment: testEnvironment });
      const { replay } = new NodePolicies(config, node, parts);
      replay.refuse({ ...request, requestid: 'a' }, 1000);
      return replay.refuse({ ...request, requestid: 'b' }, 1030) !== undefined;
    };
    expect(copyRefused(ssl)).to.equal(true);
    expect(copyRefused({ provider: 'psk', psk: 'x', callerType: 'uid' })).to.equal(false);
  });
});

describe('fleetspecd --check', () => {
  const check = (node: ConfigParts['node']): Promise<string[]> =>
    checkNode(configOf(node), {
      environment: testEnvironment,
      exec: new FakeExec(),
      paths: root.paths,
      clock,
    });

  it('says which policies hold, and where the audit log is', async () => {
    expect(await check({})).to.include(
      'authorization: none, whoever can sign a request may command this node',
    );
    root.makeFolder('/etc/policies');
    const lines = await check({ authorization: AUTHORIZATION, audit: AUDIT });
    expect(lines)
      .to.include('authorization: policies of /etc/policies')
      .and.include('policy of rpcutil: none, every request is denied')
      .and.include('audit: /log/audit.log, json');
    expect(lines.join()).to.not.include('policy of discovery').and.not.include('fault');
    expect(await check({ audit: { ...AUDIT, file: '/nolog/audit.log' } })).to.include(
      'fault: the audit log /nolog/audit.log cannot be written: ENOENT; fleetspecd will not start',
    );
    expect(await check({ audit: { ...AUDIT, file: '/log' } })).to.include(
      'fault: the audit log /log cannot be written: it is not a file; fleetspecd will not start',
    );
  });
});
