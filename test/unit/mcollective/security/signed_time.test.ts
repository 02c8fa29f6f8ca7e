// ttl and time stamp where both the envelope and the signed part may lack them; the rest is in the golden decisions.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { type RubyValue, symbolHash } from '../../../../lib/marshal/values';
import { MessageRefused } from '../../../../lib/mcollective/errors';
import { EMPTY_FILTER } from '../../../../lib/mcollective/filter';
import { signedPart } from '../../../../lib/mcollective/security/signed_time';

const FIELDS = {
  ...{ agent: 'a', collective: 'c', senderid: 's', requestid: 'r', callerid: 'cert=a' },
  ...{ filter: EMPTY_FILTER, ttl: 60, msgtime: 5 },
};

function outcome(
  signed: Record<string, RubyValue>,
  envelope: Record<string, RubyValue>,
  enforce = true,
): unknown {
  const inner = symbolHash({ ssl_msg: 'ping', ...signed });
  try {
    const { ttl, msgtime } = signedPart(inner, symbolHash(envelope), FIELDS, {
      prefix: 'ssl',
      enforce,
      bareBodies: false,
    });
    return { ttl, msgtime };
  } catch (error) {
    if (error instanceof MessageRefused) return error.reason;
    throw error;
  }
}

describe('signedPart', () => {
  it('what neither side has is not signed', () => {
    expect(outcome({}, {})).to.equal('tampered');
    expect(outcome({ ssl_ttl: 60 }, { ttl: 60 })).to.equal('tampered');
    expect(outcome({ ssl_msgtime: 5 }, { msgtime: 5 })).to.equal('tampered');
    expect(outcome({ ssl_ttl: 60, ssl_msgtime: 5 }, { ttl: 60, msgtime: 5 })).to.deep.equal({
      ttl: 60,
      msgtime: 5,
    });
  });

  it('a signed nil is not the nil of an envelope', () => {
    expect(outcome({ ssl_ttl: null, ssl_msgtime: 5 }, { ttl: null, msgtime: 5 })).to.equal('malformed');
  });

  it('unenforced, what was signed is believed, but must be a number', () => {
    expect(outcome({ ssl_ttl: 7, ssl_msgtime: 8 }, { ttl: 60, msgtime: 5 }, false)).to.deep.equal({
      ttl: 7,
      msgtime: 8,
    });
    expect(outcome({}, {}, false)).to.deep.equal({ ttl: 60, msgtime: 5 });
    expect(outcome({ ssl_ttl: '7' }, {}, false)).to.equal('malformed');
    expect(outcome({ ssl_msgtime: -1 }, {}, false)).to.equal('malformed');
  });

  it('the wrong prefix signs nothing', () => {
    expect(outcome({ aes_ttl: 60, aes_msgtime: 5 }, { ttl: 60, msgtime: 5 })).to.equal('tampered');
  });
});
