// Agent `nettest`: whether this node reaches another host (MCollective's nettest agent 3.0.4; its keys and sentences).
// That it does not is an answer: `connect` false.

import { nettest as ddl } from '../../ddl/agents/nettest';
import { findValidator } from '../../ddl/validators';
import { RubyFloat, type RubyValue } from '../../marshal/values';
import { readPing } from '../../probes/ping';
import { ActionFailed, type ActionOutputs, type ActionRequest, type NodeContext } from '../agent';
import { makeAgent } from '../make_agent';
import { TIMED_OUT, withTimeLimit } from '../time_limit';

const LOOKUP_MS = 10_000;
const PING_MS = 5000;
/** MCollective's. Addresses of a host share it. */
const CONNECT_MS = 2000;
const MAX_ADDRESSES = 4;

async function ping(request: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  const [address] = await addressesOf(request, node);
  const limits = { timeoutMs: PING_MS, signal: request.signal };
  const rtt = await readPing(node.exec, address, limits);
  if (rtt === undefined) throw new ActionFailed('Cannot reach host', 1, { address });
  return { rtt: new RubyFloat(rtt), address };
}

async function connect(request: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  const port = portOf(request.data.port);
  const addresses = await addressesOf(request, node);
  const began = node.clock.monotonic();
  const endsAt = began + CONNECT_MS;
  let last: Attempt = { address: addresses[0], problem: undefined };
  for (const [i, address] of addresses.entries()) {
    const share = Math.max(0, endsAt - node.clock.monotonic()) / (addresses.length - i);
    last = await attempt(address, port, share, request, node);
    if (last.problem === undefined) break;
  }
  const seconds = (node.clock.monotonic() - began) / 1000;
  return outcome(last, seconds);
}

interface Attempt {
  readonly address: string;
  /** Undefined when it was connected. */
  readonly problem: string | undefined;
}

async function attempt(
  address: string,
  port: number,
  ms: number,
  { signal }: ActionRequest,
  { clock, calls }: NodeContext,
): Promise<Attempt> {
  try {
    const end = await withTimeLimit(clock, ms, signal, stop => calls.reach(address, port, stop));
    return { address, problem: end === TIMED_OUT ? 'ETIMEDOUT' : undefined };
  } catch (error) {
    return { address, problem: (error as NodeJS.ErrnoException).code ?? String(error) };
  }
}

// Three statuses are all MCollective has; `problem` tells the rest.
function outcome({ address, problem }: Attempt, seconds: number): ActionOutputs {
  if (problem === undefined) {
    return {
      ...{ connect: true, connect_status: 'Connected', connect_time: new RubyFloat(seconds) },
      address,
    };
  }
  const status = problem === 'ETIMEDOUT' ? 'Connection Timeout' : 'Connection Refused';
  return { connect: false, connect_status: status, connect_time: null, address, problem };
}

type Addresses = readonly [string, ...string[]];

async function addressesOf(
  { data, signal }: ActionRequest,
  { clock, calls }: NodeContext,
): Promise<Addresses> {
  const { fqdn } = data;
  const complaint = findValidator('nettest_fqdn')!(fqdn ?? null);
  if (typeof fqdn !== 'string' || complaint !== undefined) throw new ActionFailed(`fqdn: ${complaint}`, 4);
  const found = await withTimeLimit(clock, LOOKUP_MS, signal, () => calls.addresses(fqdn)).catch(error => {
    throw new ActionFailed(`Cannot resolve hostname: ${(error as NodeJS.ErrnoException).code ?? error}`);
  });
  if (found === TIMED_OUT) throw new ActionFailed('Cannot resolve hostname: it took too long');
  const [first, ...more] = found;
  if (first === undefined) throw new ActionFailed('Cannot resolve hostname');
  return [first, ...more.slice(0, MAX_ADDRESSES - 1)];
}

function portOf(port: RubyValue | undefined): number {
  if (typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new ActionFailed('port: value should be a port, 1 to 65535', 4);
}

export const nettest = makeAgent(ddl, { ping, connect });
