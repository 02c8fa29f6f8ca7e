// Requests changed on their way, as whoever reads the broker could change them: captured, altered, sent again.
import { randomBytes } from 'node:crypto';
import { type RubyHash, type RubyValue, sym, symbolHash } from '../../../lib/marshal/values';
import { EMPTY_FILTER } from '../../../lib/mcollective/filter';
import type { SecurityProvider } from '../../../lib/mcollective/security/security_provider';
import type { Serializer } from '../../../lib/mcollective/security/serializer';
import { StompSession } from '../../../lib/stomp/session';
import type { LabBroker } from './activemq';

/** A good `rpcutil ping` of that caller, with some fields of its envelope set anew. */
export function forgedPing(
  caller: SecurityProvider,
  serializer: Serializer,
  collective: string,
  changes: Readonly<Record<string, RubyValue>>,
): Buffer {
  const data = symbolHash({ process_results: true });
  const payload = caller.encodeRequest({
    agent: 'rpcutil',
    collective,
    senderid: 'client.lab',
    requestid: randomBytes(16).toString('hex'),
    filter: EMPTY_FILTER,
    ttl: 60,
    msgtime: Math.floor(Date.now() / 1000),
    body: symbolHash({ agent: 'rpcutil', action: 'ping', caller: caller.callerid, data }),
  });
  const envelope = serializer.load(payload) as RubyHash;
  for (const [name, value] of Object.entries(changes)) envelope.set(sym(name), value);
  return serializer.dump(envelope);
}

/** Sends it to all nodes with rpcutil. */
export async function broadcast(broker: LabBroker, collective: string, payload: Buffer): Promise<void> {
  const { host, port, user, password } = broker;
  const session = await StompSession.connect({ pool: [{ host, port, user, password }], reconnect: false });
  const replyTo = `/queue/${collective}.reply.client.lab_1.1`;
  session.send(`/topic/${collective}.rpcutil.agent`, { 'reply-to': replyTo }, payload);
  await session.flush(5_000);
  await session.close();
}
