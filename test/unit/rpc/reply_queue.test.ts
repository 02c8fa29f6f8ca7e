// The queue of one request, for what no call of a well-behaved fleet shows.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { ReplyQueue } from '../../../lib/rpc/reply_queue';
import type { StompMessage } from '../../../lib/stomp/connection';
import { silentLogger } from '../../../lib/util/logger';

const MIB = 1024 * 1024;

/** A queue that holds 2 MiB, and what it told; each payload is an answer of the node its first byte names. */
function makeQueue() {
  let deliver: (message: StompMessage) => void = () => {};
  const told: string[] = [];
  const wire = {
    collective: 'mcollective',
    logger: silentLogger,
    connection: {
      subscribe(_destination: string, onMessage: (message: StompMessage) => void) {
        deliver = onMessage;
        return { unsubscribe() {} };
      },
    },
    connector: {
      nextReplyTo: () => '/queue/x',
      replySubscription: () => ({ destination: '/queue/x', headers: {} }),
      releaseReplyTo() {},
      decodePayload: (wireBytes: Buffer) => wireBytes,
    },
    security: { decodeReply: (payload: Buffer) => ({ requestid: 'r', senderid: `node${payload[0]}` }) },
  };
  const listener = {
    reply: ({ senderid }: { senderid: string }) => void told.push(senderid),
    refused: (reason: string) => void told.push(reason),
  };
  const queue = new ReplyQueue(wire as never, 'r', listener, 2);
  const send = (node: number, bytes: number): void =>
    deliver({ command: 'MESSAGE', headers: {}, body: Buffer.alloc(bytes, node) } as StompMessage);
  return { queue, send, told };
}

describe('a reply queue', () => {
  it('takes answers up to its room, and refuses what comes then, in whosever name', () => {
    const { send, told } = makeQueue();
    send(1, MIB);
    send(2, MIB);
    expect(told).to.deep.equal(['node1', 'node2']);
    send(3, 1);
    send(1, 1);
    expect(told.slice(2)).to.deep.equal(['too-much', 'too-much']);
  });

  it('counts on when the request is over and only late answers come', () => {
    const { queue, send, told } = makeQueue();
    send(1, 2 * MIB);
    queue.redirect({ reply: () => told.push('late'), refused: reason => told.push(`late ${reason}`) });
    send(2, 1);
    expect(told).to.deep.equal(['node1', 'late too-much']);
  });
});
