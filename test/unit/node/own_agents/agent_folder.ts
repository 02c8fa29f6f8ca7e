// A folder of agents of one's own for each test, their threads, and what calls their actions.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach } from 'node:test';
import { expect } from 'chai';
import type { RubyValue } from '../../../../lib/marshal/values';
import { ActionFailed, type ActionOutputs, type Agent, type NodeContext } from '../../../../lib/node/agent';
import { loadExternalAgents } from '../../../../lib/node/external_agents/external_agents';
import { FakeClock } from '../../rpc/fake_clock';
import { FakeExec, MemoryLogger } from '../fakes';
import { buildThreadProgram } from './thread_program';

export let thread: ReturnType<typeof buildThreadProgram>;
export let folder: string;
export let clock: FakeClock;
export let logger: MemoryLogger;
export let exec: FakeExec;
before(() => {
  thread = buildThreadProgram();
});
after(() => rmSync(thread.folder, { recursive: true }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetspec-own-'));
  [clock, logger, exec] = [new FakeClock(), new MemoryLogger(), new FakeExec()];
});
afterEach(async () => {
  // Threads that nobody needs any more end after a minute.
  await clock.advance(3600_000);
  rmSync(folder, { recursive: true, force: true });
});

export const JS = "const { ActionFailed, defineAgent } = require('fleetspec/agent');\n";
const OUTPUTS = ['x', 'y'].map(
  name => `  output :${name},\n :description => "${name}",\n :display_as => "${name}"\n`,
);
const INPUT = `  input :path, :prompt => "p", :description => "d", :type => :string,
    :validation => '.', :optional => true, :maxlength => 9\n`;

export const ddl = (name: string, actions: readonly string[]): string => `metadata :name => "${name}",
  :description => "d", :author => "me", :license => "l", :version => "1", :url => "u", :timeout => 5
${actions.map(action => `action "${action}", :description => "d" do\n${INPUT}${OUTPUTS.join('')}end\n`).join('')}`;

export function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), 0o644);
}

/** An agent with these actions, each a function in JavaScript. */
export async function agentOf(actions: Readonly<Record<string, string>>, name = 'one'): Promise<Agent> {
  const code = Object.entries(actions).map(([action, text]) => `${action}: ${text},\n`);
  write(`${name}.js`, `${JS}let count = 0;\nmodule.exports = defineAgent({\n${code.join('')}});\n`);
  write(`${name}.ddl`, ddl(name, Object.keys(actions)));
  const { agents, problems } = await loadExternalAgents({
    ...{ folders: [folder], taken: [], plugins: { 'one.colour': 'red' }, uid: process.getuid!(), clock },
    threadProgram: thread.program,
  });
  expect(problems).to.deep.equal([]);
  return agents[name]!;
}

export const nodeOf = (more: Partial<NodeContext> = {}): NodeContext =>
  ({
    ...{ exec, logger, identity: 'web1.example.net', facts: async () => ({ country: 'uk' }) },
    ...{ classes: async () => ['role::web'], ...more },
  }) as unknown as NodeContext;

export async function call(
  agent: Agent,
  action: string,
  data: Record<string, RubyValue> = {},
  { node = nodeOf(), signal = new AbortController().signal } = {},
): Promise<ActionOutputs> {
  const { name } = agent.metadata;
  const who = { callerid: 'cert=alice', senderid: 'client', requestid: 'r1', collective: 'mcollective' };
  const request = { agent: name, action, ...who, ttl: 60, msgtime: 1, data, signal };
  return agent.actions[action]!.run!(request, node);
}

export const failure = (reply: Promise<unknown>): Promise<ActionFailed> =>
  reply.then(
    () => expect.fail('it did not fail'),
    fault => {
      expect(fault).to.be.instanceOf(ActionFailed);
      return fault;
    },
  );
