// Agent `discovery`: answers "ping" with "pong", by which clients find nodes (MCollective 2.12, Agent::Discovery).
import { isUtf8 } from 'node:buffer';
import { ownMetadata } from '../../ddl/agents/ddl_parts';
import type { RubyValue } from '../../marshal/values';
import type { Agent } from '../agent';

const SHOWN = 80;

export const discovery: Agent = {
  metadata: ownMetadata('discovery', 'Lets clients find this node', 5),
  actions: {},
  respond: body => {
    const text = textOf(body);
    return text === 'ping' ? 'pong' : `Unknown Request: ${text.slice(0, SHOWN)}`;
  },
};

function textOf(body: RubyValue): string {
  if (Buffer.isBuffer(body) && isUtf8(body)) return body.toString('utf8');
  return typeof body === 'string' ? body : 'not a String';
}
