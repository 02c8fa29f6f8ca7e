// Temporary destinations and their two names.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseAddress } from '../../../lib/broker/address';
import { FrameRefused } from '../../../lib/broker/errors';
import { Temporaries } from '../../../lib/broker/temporaries';

function makeTemporaries(most = 10): { temporaries: Temporaries; log: string[] } {
  const log: string[] = [];
  const temporaries = new Temporaries(
    'ID:b:7',
    most,
    address => log.push(`create ${address.text}`),
    address => log.push(`remove ${address.text}`),
  );
  return { temporaries, log };
}

describe('temporary destinations', () => {
  it('are created when first named, and known by two names', () => {
    const { temporaries, log } = makeTemporaries();
    const remote = temporaries.resolve(parseAddress('/temp-queue/a'));
    expect(remote).to.include({ kind: 'queue', scope: 'remote', text: '/remote-temp-queue/ID:b:7:1' });
    expect(temporaries.resolve(parseAddress('/temp-queue/a'))).to.equal(remote);
    expect(temporaries.resolve(parseAddress('/temp-topic/a')).text).to.equal('/remote-temp-topic/ID:b:7:2');
    expect(temporaries.localName(remote.text)).to.equal('/temp-queue/a');
    expect(temporaries.localName('/queue/other')).to.equal('/queue/other');
    expect(log).to.deep.equal(['create /remote-temp-queue/ID:b:7:1', 'create /remote-temp-topic/ID:b:7:2']);
  });

  it('belong to one connection', () => {
    const { temporaries } = makeTemporaries();
    expect(temporaries.owns(temporaries.resolve(parseAddress('/temp-queue/a')))).to.equal(true);
    expect(temporaries.owns(parseAddress('/remote-temp-queue/ID:other:1'))).to.equal(false);
  });

  it('are removed together, and bounded', () => {
    const { temporaries, log } = makeTemporaries(2);
    for (const name of 'ab') temporaries.resolve(parseAddress(`/temp-queue/${name}`));
    expect(() => temporaries.resolve(parseAddress('/temp-queue/c'))).to.throw(FrameRefused, 'More than 2');
    temporaries.removeAll();
    expect(log.slice(2)).to.deep.equal([
      'remove /remote-temp-queue/ID:b:7:1',
      'remove /remote-temp-queue/ID:b:7:2',
    ]);
  });
});
