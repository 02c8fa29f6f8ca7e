// Which of the two protocols a reply file speaks, and what it says.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { ActionDdl } from '../../../../lib/ddl/ddl';
import { ReplyMeaningless, readReply } from '../../../../lib/node/external_agents/reply_meaning';

const action = (...outputs: string[]): ActionDdl => ({
  name: 'run',
  description: 'Runs',
  display: 'always',
  inputs: {},
  outputs: Object.fromEntries(outputs.map(name => [name, { description: name, displayAs: name }])),
  aggregates: [],
});

const read = (json: unknown, whole = false, outputs: string[] = ['message']) => {
  const reply = readReply(typeof json === 'string' ? json : JSON.stringify(json), action(...outputs), whole);
  return { ...reply, outputs: { ...reply.outputs } };
};

describe('readReply', () => {
  it('takes an object for outputs', () => {
    expect(read({ message: 'hi', more: 1 })).to.deep.equal({
      statuscode: 0,
      statusmsg: '',
      outputs: { message: 'hi', more: 1 },
    });
    expect(read('').outputs, 'nothing written').to.deep.equal({});
  });

  it('takes a whole reply for one', () => {
    const reply = {
      protocol: 'x',
      statuscode: 1,
      statusmsg: 'no',
      disableresponse: false,
      data: { message: 'm' },
    };
    expect(read(reply)).to.deep.equal({ statuscode: 1, statusmsg: 'no', outputs: { message: 'm' } });
    expect(read({ statuscode: 0 }).outputs).to.deep.equal({});
    expect(read({ statuscode: 7, data: null })).to.include({ statuscode: 7, statusmsg: '' });
  });

  it('is not taken in by outputs of such names', () => {
    expect(read({ statuscode: 2 }, false, ['statuscode'])).to.deep.include({
      statuscode: 0,
      outputs: { statuscode: 2 },
    });
    expect(read({ statuscode: 2, other: 1 })).to.deep.include({
      statuscode: 0,
      outputs: { statuscode: 2, other: 1 },
    });
    expect(read({ data: { a: 1 } }).outputs).to.have.all.keys('data');
  });

  it('never makes a good reply of a bad one', () => {
    const bad = [
      '[]',
      '"x"',
      '5',
      'null',
      { statuscode: '0' },
      { statuscode: -1 },
      { statuscode: 0.5 },
      { statuscode: 999 },
    ];
    for (const json of bad) expect(() => read(json), JSON.stringify(json)).to.throw(ReplyMeaningless);
    expect(() => read({ statuscode: 0, data: [] })).to.throw(
      ReplyMeaningless,
      'has data that is no JSON object',
    );
    expect(() => read({ message: 'x' }, true)).to.throw(ReplyMeaningless, 'has no statuscode');
    expect(() => read('', true)).to.throw('is no JSON');
    expect(() => read('{"a":')).to.throw('is no JSON');
  });
});
