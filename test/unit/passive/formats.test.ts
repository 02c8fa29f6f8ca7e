// What goes to each receiver, byte by byte.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import {
  escapeForNagios,
  fitOutput,
  joinOutput,
  nagiosOutput,
  splitPerfdata,
} from '../../../lib/passive/output_text';
import { stateCode } from '../../../lib/passive/passive_result';
import { commandLine } from '../../../lib/passive/receivers/command_file';
import { checkResult as icingaResult } from '../../../lib/passive/receivers/icinga2';
import { checkResult as nrdpResult } from '../../../lib/passive/receivers/nrdp';
import { spoolFile } from '../../../lib/passive/receivers/spool_file';
import { RESULT } from './samples';

const WINDOWS = { ...RESULT, output: ['C:\\temp\\new; 9%', 'ends with \\'], perfdata: '' };
const HOST = { ...RESULT, service: undefined };

describe('the spool file', () => {
  it('has the fields of a passive check, file_time first', () => {
    expect(spoolFile(RESULT, 1_795_320_002)).to.equal(`### written by fleetspec ###
file_time=1795320002

### Nagios Service Check Result ###
host_name=web1
service_description=disk
check_type=1
check_options=0
scheduled_check=0
reschedule_check=0
latency=0.000000
start_time=1795320000.500000
finish_time=1795320001.250000
early_timeout=0
exited_ok=1
return_code=1
output=DISK WARNING - free space: / 9%|/=9GB;8;9;0;10 '/var log'=1GB\\n/ 9% of 10 GB

`);
  });

  it('of a host has no service, and a state of hosts', () => {
    const text = spoolFile(HOST, 0);
    expect(text).not.to.contain('service_description');
    expect(text).to.contain('\nreturn_code=0\n');
    expect(spoolFile({ ...HOST, status: 'UNKNOWN' }, 0)).to.contain('\nreturn_code=1\n');
  });

  it('keeps an output on its line, whatever it ends with', () => {
    expect(spoolFile(WINDOWS, 0)).to.contain('\noutput=C:\\\\temp\\\\new; 9%\\nends with \\\\\n\n');
  });

  it('tells six digits of a second, also of times a computer cannot write down exactly', () => {
    expect(spoolFile({ ...RESULT, startedAt: 1000.0009, endedAt: 1999.9996 }, 0)).to.contain(
      'start_time=1.000001\nfinish_time=2.000000\n',
    );
  });
});

describe('the external command', () => {
  it('of a service', () => {
    expect(commandLine(RESULT)).to.equal(
      "[1795320001] PROCESS_SERVICE_CHECK_RESULT;web1;disk;1;DISK WARNING - free space: / 9%|/=9GB;8;9;0;10 '/var log'=1GB\\n/ 9% of 10 GB\n",
    );
  });

  it('of a host', () => {
    expect(commandLine({ ...HOST, status: 'CRITICAL', output: ['down'], perfdata: '' })).to.equal(
      '[1795320001] PROCESS_HOST_CHECK_RESULT;web1;1;down\n',
    );
  });

  it('is one line of at most PIPE_BUF bytes, and says as much as fits', () => {
    const lines = Array.from({ length: 100 }, (_, at) => `line ${at} \\ `.padEnd(60, 'ä'));
    const line = commandLine({ ...RESULT, output: ['first\nof two', ...lines] });
    expect(Buffer.byteLength(line)).to.be.at.most(4096).and.above(3900);
    expect(line.indexOf('\n')).to.equal(line.length - 1);
    expect(line)
      .to.contain(';first of two|/=9GB;8;9;0;10')
      .and.to.match(/line 2 \\\\ ä+\\n/);
  });
});

describe('NRDP', () => {
  it('gets the shape of its XML as JSON', () => {
    expect(nrdpResult(RESULT)).to.deep.equal({
      checkresult: { type: 'service', checktype: '1' },
      hostname: 'web1',
      servicename: 'disk',
      state: '1',
      output: "DISK WARNING - free space: / 9%|/=9GB;8;9;0;10 '/var log'=1GB\n/ 9% of 10 GB",
    });
    expect(nrdpResult(HOST)).to.deep.include({ checkresult: { type: 'host', checktype: '1' }, state: '0' });
    expect(nrdpResult(HOST)).not.to.have.property('servicename');
    expect(nrdpResult(WINDOWS)).to.deep.include({ output: 'C:\\\\temp\\\\new; 9%\nends with \\\\' });
  });
});

describe('Icinga 2', () => {
  it('gets text and metrics apart', () => {
    expect(icingaResult(RESULT, undefined)).to.deep.equal({
      type: 'Service',
      service: 'web1!disk',
      exit_status: 1,
      plugin_output: 'DISK WARNING - free space: / 9%\n/ 9% of 10 GB',
      performance_data: ['/=9GB;8;9;0;10', "'/var log'=1GB"],
      check_source: 'mon.example.net',
      execution_start: 1_795_320_000.5,
      execution_end: 1_795_320_001.25,
    });
    expect(icingaResult({ ...HOST, status: 'CRITICAL' }, 600)).to.deep.include({
      ...{ type: 'Host', host: 'web1', exit_status: 1, ttl: 600 },
    });
    expect(icingaResult(WINDOWS, undefined)).to.deep.include({
      plugin_output: 'C:\\temp\\new; 9%\nends with \\',
    });
  });
});

describe('states', () => {
  it('of hosts are up or down', () => {
    const codes = (service: string | undefined) =>
      (['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const).map(status => stateCode({ service, status }));
    expect(codes('disk')).to.deep.equal([0, 1, 2, 3]);
    expect(codes(undefined)).to.deep.equal([0, 0, 1, 1]);
  });
});

describe('output that must fit', () => {
  const long = { output: ['x'.repeat(300), 'detail one', 'detail two'], perfdata: 'a=1 b=2 c=3' };

  it('keeps the text first, then whole metrics, then lines', () => {
    expect(joinOutput(fitOutput(long, 1000))).to.equal(
      `${'x'.repeat(300)}|a=1 b=2 c=3\ndetail one\ndetail two`,
    );
    expect(joinOutput(fitOutput(long, 323))).to.equal(`${'x'.repeat(300)}|a=1 b=2 c=3\ndetail one`);
    expect(joinOutput(fitOutput(long, 312))).to.equal(`${'x'.repeat(300)}|a=1 b=2 c=3`);
    expect(fitOutput({ ...long, perfdata: `long=${'1'.repeat(400)} b=2` }, 400).perfdata).to.deep.equal([
      'b=2',
    ]);
  });

  it('cuts a text that leaves no room for metrics, between characters', () => {
    const { text, perfdata } = fitOutput({ output: ['ä'.repeat(300)], perfdata: 'a=1' }, 100);
    expect(text).to.match(/^ä+…$/);
    expect(Buffer.byteLength(text)).to.be.at.most(100 - 4);
    expect(perfdata).to.deep.equal(['a=1']);
  });

  it('never is longer than allowed, escapes included', () => {
    for (let room = 10; room < 400; room += 7) {
      const output = ['a\\b|c'.repeat(20), '\\'.repeat(30), 'é\t\u2028'.repeat(10)];
      const text = nagiosOutput({ ...RESULT, output, perfdata: "'a b'=1 c=2;3;4 d=5" }, room);
      expect(Buffer.byteLength(text), text).to.be.at.most(room);
      expect(text).not.to.match(/[\n\t\u2028]/);
      expect(text.split('|').length, text).to.be.at.most(2);
    }
  });

  it('splits metrics at spaces that stand in no quotes', () => {
    expect(splitPerfdata("a=1;2  'b c'=3 'it''s'=4 d=5")).to.deep.equal([
      'a=1;2',
      "'b c'=3",
      "'it''s'=4",
      'd=5',
    ]);
    expect(splitPerfdata("'never closed=1 b=2")).to.deep.equal(["'never", 'closed=1', 'b=2'].filter(Boolean));
    expect(splitPerfdata('')).to.deep.equal([]);
  });

  it('escapes for Nagios', () => {
    expect(escapeForNagios('C:\\n\nx')).to.equal('C:\\\\n\\nx');
  });
});
