// One node with every agent, on a fake host, asked as the dispatcher asks.
import type { Exec } from '../../../../lib/exec/exec';
import type { HostCalls } from '../../../../lib/exec/host_calls';
import { RubyFloat, type RubyHash, RubySymbol, type RubyValue } from '../../../../lib/marshal/values';
import { EMPTY_FILTER } from '../../../../lib/mcollective/filter';
import type { RequestMessage } from '../../../../lib/mcollective/message';
import { AGENTS } from '../../../../lib/node/agents';
import { LiveNode } from '../../../../lib/node/node_context';
import { runAction } from '../../../../lib/node/run_action';
import { FakeClock } from '../../rpc/fake_clock';
import {
  type ConfigParts,
  FakeExec,
  type FakeRoot,
  MemoryLogger,
  makeTestConfig,
  testEnvironment,
} from '../fakes';

export const NOW = 1_795_400_000;

/** A reply in plain JavaScript: Floats as `{ float }`, hashes as objects. */
export interface Answer {
  readonly code: number;
  readonly msg: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it freely.
  readonly data: Record<string, any>;
}

export class HostOfTests {
  readonly clock = new FakeClock(NOW * 1000);
  readonly exec = new FakeExec();
  readonly logger = new MemoryLogger();
  readonly node: LiveNode;

  constructor(
    readonly root: FakeRoot,
    parts: ConfigParts = {},
    /** Instead of prepared answers. */
    programs?: Exec,
    calls?: HostCalls,
  ) {
    const { clock, logger } = this;
    const exec = programs ?? this.exec;
    const config = makeTestConfig(parts);
    this.node = new LiveNode({
      ...{ config, clock, exec, logger },
      environment: testEnvironment,
      paths: root.paths,
      ...(calls ? { calls } : {}),
    });
    for (const [name, agent] of Object.entries(AGENTS)) this.node.agents.set(name, agent);
  }

  async ask(agent: string, action: string, data: Record<string, RubyValue> = {}): Promise<Answer> {
    const message: RequestMessage = {
      agent,
      collective: 'mcollective',
      senderid: 'client.example.net',
      callerid: 'uid=1000',
      requestid: '0123456789abcdef0123456789abcdef',
      filter: EMPTY_FILTER,
      ttl: 60,
      msgtime: NOW,
      body: null,
    };
    const { body } = await runAction({
      agent: AGENTS[agent]!,
      message,
      request: { agent, action, caller: undefined, data, processResults: true },
      node: this.node,
      clock: this.clock,
      stop: new AbortController().signal,
      authorizer: undefined,
      auditProblem: () => undefined,
    });
    if (!body) throw new Error(`${agent}#${action} timed out`);
    const { statuscode, statusmsg, data: outputs } = plain(body) as Record<string, unknown>;
    return { code: statuscode as number, msg: statusmsg as string, data: outputs as Record<string, unknown> };
  }
}

// biome-ignore lint/suspicious/noExplicitAny: plain data of any shape.
function plain(value: RubyValue): any {
  if (value instanceof RubyFloat) return { float: value.value };
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof Map)) return value;
  const entries = [...(value as RubyHash)].map(([key, item]) => [
    key instanceof RubySymbol ? key.name : String(key),
    plain(item),
  ]);
  return Object.fromEntries(entries);
}
