// Agent `iptables`: blocks addresses in one chain, for IPv4 and IPv6 (MCollective's iptables agent 3.0.2; wording kept).
import { iptables as ddl } from '../../ddl/agents/iptables';
import { describeError } from '../../errors';
import { parseAddress, readReferences } from '../../probes/iptables';
import {
  ActionFailed,
  type ActionFunction,
  type ActionOutputs,
  type ActionRequest,
  type Exec,
  type NodeContext,
} from '../agent';
import { makeAgent } from '../make_agent';
import { OneAtATime } from '../one_at_a_time';
import { chainName, FAMILIES, type Family, IptablesChain, programName } from './iptables_chain';

const ACTIVATION_MS = 5000;

/** One address and the chain of its family. */
interface Target {
  readonly chain: IptablesChain;
  /** As iptables shows it. */
  readonly address: string;
  /** As the caller wrote it. */
  readonly given: string;
}

async function block({ chain, address, given }: Target): Promise<ActionOutputs> {
  if (await chain.isBlocked(address))
    throw new ActionFailed(`${given} is already blocked`, 1, { blocked: true });
  const said = await chain.add(address);
  // What counts is not what iptables said but what the chain holds now.
  if (!(await chain.isBlocked(address)))
    throw new ActionFailed(`still unblocked, iptables output: '${said}'`);
  return { output: said || `${given} was blocked`, blocked: true };
}

async function unblock({ chain, address, given }: Target): Promise<ActionOutputs> {
  if (!(await chain.isBlocked(address))) throw new ActionFailed(`${given} is already unblocked`);
  const said = await chain.remove(address);
  if (await chain.isBlocked(address)) {
    throw new ActionFailed(`still blocked, iptables output: '${said}'`, 1, { blocked: true });
  }
  return { output: said || `${given} was unblocked`, blocked: false };
}

async function listBlocked(request: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  const families = Object.keys(FAMILIES) as Family[];
  const lists = families.map(family => new IptablesChain(family, node, request.signal).listBlocked());
  return { blocked: (await Promise.all(lists)).flat().sort() };
}

async function isBlocked(request: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  const { chain, address } = targetOf(request, node);
  return { blocked: await chain.isBlocked(address) };
}

// Between looking and changing, no other request may change the rules of the same host.
const changes = new WeakMap<Exec, OneAtATime>();

function exclusively(change: (target: Target) => Promise<ActionOutputs>): ActionFunction {
  return (request, node) => {
    const turn = changes.get(node.exec) ?? new OneAtATime();
    changes.set(node.exec, turn);
    return turn.run(() => {
      request.signal.throwIfAborted();
      const target = targetOf(request, node);
      const { callerid, requestid } = request;
      node.logger.info(`iptables ${request.action} ${target.address}`, { callerid, requestid });
      return change(target);
    });
  };
}

// What cannot be read or done is the agent's "no", with a sentence, not an unknown error.
function orFail(what: string, run: ActionFunction): ActionFunction {
  return async (request, node) => {
    try {
      return await run(request, node);
    } catch (error) {
      if (error instanceof ActionFailed) throw error;
      throw new ActionFailed(`${what}${describeError(error)}`);
    }
  };
}

function targetOf({ data, signal }: ActionRequest, node: NodeContext): Target {
  const given = data.ipaddr as string;
  // The rule for the input lets nothing else through; iptables must never see it.
  const parsed = parseAddress(given);
  if (!parsed) throw new ActionFailed(`Do not know how to process ip address '${given}'`);
  return { given, address: parsed.address, chain: new IptablesChain(parsed.command, node, signal) };
}

async function activate(node: NodeContext): Promise<string | undefined> {
  for (const family of Object.keys(FAMILIES) as Family[]) {
    const chain = `the ${FAMILIES[family]} chain ${chainName(node)}`;
    try {
      const limits = { timeoutMs: ACTIVATION_MS };
      const jumps = await readReferences(node.exec, programName(node, family), chainName(node), limits);
      if (jumps === 0) node.logger.warn(`no rule jumps to ${chain}: what it blocks is not blocked`);
    } catch (error) {
      return `${chain} cannot be used: ${describeError(error)}`;
    }
  }
  return undefined;
}

export const iptables = makeAgent(
  ddl,
  {
    block: orFail('', exclusively(block)),
    unblock: orFail('', exclusively(unblock)),
    listblocked: orFail('Could not list blocked IP address: ', listBlocked),
    isblocked: orFail('Could not check if the address is blocked: ', isBlocked),
  },
  {
    settings: {
      'iptables.chain': 'chain in which addresses are blocked, the same name for both families; junk_filter',
      'iptables.target': 'what is done with packets of a blocked address; DROP',
      'iptables.iptables': 'program for IPv4; iptables',
      'iptables.ip6tables': 'program for IPv6; ip6tables',
    },
    activate,
  },
);
