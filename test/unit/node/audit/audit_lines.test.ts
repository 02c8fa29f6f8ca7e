// What is written of a request, in both formats: bounded, on one line, without secrets.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import {
  RubyFloat,
  RubyRegexp,
  RubyString,
  RubyTime,
  type RubyValue,
  sym,
  symbolHash,
} from '../../../../lib/marshal/values';
import type { AuditEntry } from '../../../../lib/node/audit/audit_entry';
import { inspectArgument } from '../../../../lib/node/audit/inspect_argument';
import { jsonLine } from '../../../../lib/node/audit/json_line';
import { logfileLine } from '../../../../lib/node/audit/logfile_line';

const ENTRY: AuditEntry = {
  time: Date.UTC(2024, 4, 1, 10, 0, 0, 250),
  requestid: '5f4dcc3b5aa765d61d8327deb882cf99',
  callerid: 'uid=500',
  senderid: 'ops.example.net',
  collective: 'mcollective',
  agent: 'rpcutil',
  action: 'get_fact',
  data: symbolHash({ fact: 'osfamily', process_results: true }),
  verdict: 'allowed',
  statuscode: 0,
  durationMs: 12.4,
  msgtime: 1_714_557_599,
};

const argumentsOf = (data: RubyValue): unknown => JSON.parse(jsonLine({ ...ENTRY, data })).arguments;

describe('a JSON line', () => {
  it('says who asked what of whom, and what became of it', () => {
    const line = jsonLine(ENTRY);
    expect(line.endsWith('}\n')).to.equal(true);
    expect(JSON.parse(line)).to.deep.equal({
      time: '2024-05-01T10:00:00.250Z',
      requestid: '5f4dcc3b5aa765d61d8327deb882cf99',
      caller: 'uid=500',
      sender: 'ops.example.net',
      collective: 'mcollective',
      agent: 'rpcutil',
      action: 'get_fact',
      arguments: { fact: 'osfamily', process_results: true },
      verdict: 'allowed',
      statuscode: 0,
      durationMs: 12,
      msgtime: 1_714_557_599,
    });
    const unanswered = jsonLine({ ...ENTRY, verdict: 'timeout', statuscode: undefined });
    expect(JSON.parse(unanswered)).to.include({ verdict: 'timeout', statuscode: null });
  });

  it('hides secrets at any depth', () => {
    const deep = symbolHash({ user: 'u', db_password: 'hunter1', more: [symbolHash({ apiKey: 'hunter2' })] });
    const texts = new Map<RubyValue, RubyValue>([
      ['auth_token', 'hunter3'],
      [Buffer.from('PSK'), 'hunter4'],
    ]);
    const line = jsonLine({ ...ENTRY, data: symbolHash({ deep, texts }) });
    expect(line).to.not.include('hunter');
    expect(JSON.parse(line).arguments.deep).to.deep.equal({
      user: 'u',
      db_password: '(hidden)',
      more: [{ apiKey: '(hidden)' }],
    });
  });

  it('has every kind of value', () => {
    const time = new RubyTime(1_700_000_000, 0, 0, 'UTC', true);
    const data = symbolHash({
      none: null,
      yes: true,
      big: 2n ** 70n,
      float: new RubyFloat(1),
      half: 0.5,
      inf: Number.POSITIVE_INFINITY,
      symbol: sym('x'),
      regexp: new RubyRegexp('a+', 0),
      time,
      text: Buffer.from('köln'),
      bytes: Buffer.from([0xff, 0]),
      latin: new RubyString(Buffer.from([0xe9]), 'ISO-8859-1'),
    });
    expect(argumentsOf(data)).to.deep.equal({
      none: null,
      yes: true,
      big: '1180591620717411303424',
      float: 1,
      half: 0.5,
      inf: 'Infinity',
      symbol: 'x',
      regexp: '/a+/',
      time: '2023-11-14T22:13:20.000Z',
      text: 'köln',
      bytes: '(2 bytes)',
      latin: '(1 bytes)',
    });
  });

  it('is one line of bounded length whatever came', () => {
    const nested = (depth: number): RubyValue => (depth === 0 ? 'x' : [nested(depth - 1)]);
    expect(argumentsOf(nested(10))).to.deep.equal([[[[['(1 items)']]]]]);
    const long = argumentsOf('y'.repeat(100_000)) as string;
    expect(long).to.match(/^y{500}… \(100000 characters\)$/);
    expect(argumentsOf(Array.from({ length: 60 }, () => 1))).to.have.length(51);
    const many = symbolHash(
      Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`k${n}`, 'z'.repeat(600)])),
    );
    expect(argumentsOf(many)).to.match(/^\(\d+ characters\)$/);
    const broken = jsonLine({ ...ENTRY, data: 'a\nb\u2028c', action: 'x' });
    expect(broken.trimEnd().split('\n')).to.have.length(1);
    expect(argumentsOf(new Map([['__proto__', 'x']]))).to.deep.equal(JSON.parse('{"__proto__":"x"}'));
  });
});

describe('a line of MCollective', () => {
  it('is that of its logfile plugin', () => {
    expect(logfileLine(ENTRY)).to.equal(
      '[2024-05-01 10:00:00 UTC] reqid=5f4dcc3b5aa765d61d8327deb882cf99: reqtime=1714557599 ' +
        'caller=uid=500@ops.example.net agent=rpcutil action=get_fact data={:fact=>"osfamily", :process_results=>true}\n',
    );
  });

  it('has verdict and statuscode behind the data when the request was not allowed', () => {
    expect(logfileLine({ ...ENTRY, verdict: 'denied', statuscode: 1 })).to.match(
      /true} verdict=denied statuscode=1\n$/,
    );
    expect(logfileLine({ ...ENTRY, verdict: 'timeout', statuscode: undefined })).to.match(/statuscode=-\n$/);
    expect(logfileLine({ ...ENTRY, statuscode: 5 })).to.match(/true}\n$/);
  });

  it('hides secrets and is bounded', () => {
    const data = symbolHash({ password: 'hunter1', list: [symbolHash({ token: 'hunter2' })] });
    expect(logfileLine({ ...ENTRY, data }))
      .to.include(':password=>"(hidden)"')
      .and.not.include('hunter');
    const bytes = new Map<RubyValue, RubyValue>([[Buffer.from('psk'), 'hunter3']]);
    expect(logfileLine({ ...ENTRY, data: bytes })).to.include('{"psk"=>"(hidden)"}');
    expect(logfileLine({ ...ENTRY, data: 'x'.repeat(100_000) })).to.include('data=(100002 characters)');
  });

  it('writes values as Ruby does', () => {
    const cases: [RubyValue, string][] = [
      [null, 'nil'],
      [2n ** 70n, '1180591620717411303424'],
      [1.5, '1.5'],
      [new RubyFloat(1), '1.0'],
      [new RubyFloat(1e20), '1.0e+20'],
      [new RubyFloat(1e14), '100000000000000.0'],
      [new RubyFloat(1e15), '1.0e+15'],
      [new RubyFloat(-0), '-0.0'],
      [1e-4, '0.0001'],
      [1.5e-7, '1.5e-07'],
      [new RubyFloat(1e100), '1.0e+100'],
      ['a"b\\c#{d} #e', '"a\\"b\\\\c\\#{d} #e"'],
      ['\n\t\x00\x1b\u0085é', '"\\n\\t\\x00\\e\\u0085é"'],
      [Buffer.from([0x61, 0xff]), '"a\\xFF"'],
      [sym('a b'), ':"a b"'],
      [sym('ok?'), ':ok?'],
      [[1, [sym('x')]], '[1, [:x]]'],
      [new Map<RubyValue, RubyValue>([['a', 1]]), '{"a"=>1}'],
      [[], '[]'],
      [new Map(), '{}'],
    ];
    for (const [value, text] of cases) expect(inspectArgument(value), text).to.equal(text);
  });
});
