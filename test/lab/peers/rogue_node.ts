// A node that answers every discovery and every direct request with bytes of the test's choice.
import { StompSession } from '../../../lib/stomp/session';
import type { LabBroker } from './activemq';
import type { Lab } from './lab';

/** Answers each broadcast to `agents` with all of `payloads`. Ended with the lab, or by the returned function. */
export async function startRogueNode(
  lab: Lab,
  broker: LabBroker,
  payloads: readonly Buffer[],
  agents: readonly string[] = ['discovery'],
): Promise<() => Promise<void>> {
  const { host, port, user, password } = broker;
  const session = await StompSession.connect({ pool: [{ host, port, user, password }], reconnect: false });
  for (const agent of agents) {
    session.subscribe(`/topic/mcollective.${agent}.agent`, message => {
      const replyTo = message.headers['reply-to'];
      if (replyTo === undefined) return;
      for (const payload of payloads) session.send(replyTo, {}, payload);
    });
  }
  await session.flush(5_000);
  lab.atEnd({ end: () => session.close(), endNow: () => undefined });
  return () => session.close();
}

const marshal = (hex: string): Buffer => Buffer.from(`0408${hex}`, 'hex');

/** Payloads a careless reader would choke on. */
export const HOSTILE_PAYLOADS: readonly Buffer[] = [
  Buffer.alloc(0),
  Buffer.from('not Marshal at all'),
  // An object of a class.
  marshal('6f3a0b4f626a65637400'),
  // An Array of a billion elements, then nothing.
  marshal('5b04ffffff3f'),
  // A String of a gigabyte, then nothing.
  marshal('2204ffffff3f'),
  // Arrays in arrays, a hundred thousand deep.
  marshal('5b06'.repeat(100_000)),
  // A link to itself, and links nowhere.
  marshal('5b064000'),
  marshal('40047fffff3f'),
  marshal('3b047fffff3f'),
  // A Hash as its own key.
  marshal('7b06400030'),
  // A bignum of a gigabyte.
  marshal('6c2b04ffffff3f'),
  // Version 9.9.
  Buffer.from('0909', 'hex'),
];
