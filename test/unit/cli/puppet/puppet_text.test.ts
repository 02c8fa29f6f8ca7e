// What `fleetspec puppet` says: of thousands of nodes, of the end of a roll-out, and of numbers as sparklines.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { LastingPort } from '../../../../lib/cli/puppet/lasting_port';
import { stamp, timeText } from '../../../../lib/cli/puppet/log_lines';
import { resumeLine, rolloutIdentity } from '../../../../lib/cli/puppet/rollout_identity';
import { endText } from '../../../../lib/cli/puppet/rollout_text';
import { statusLines } from '../../../../lib/cli/puppet/status_lines';
import { shortNumber, sparkline, summaryRows } from '../../../../lib/cli/puppet/summary_rows';
import type { PuppetPort } from '../../../../lib/rollout/puppet_port';
import { type NodeState, RolloutRecord } from '../../../../lib/rollout/rollout_record';
import type { CallResult, Reply } from '../../../../lib/rpc/reply';

const reply = (sender: string, data: Reply['data'], statuscode = 0, statusmsg = 'OK'): Reply => ({
  sender,
  statuscode,
  statusmsg,
  data,
  elapsedMs: 1,
  skewSeconds: 0,
});

const told = {
  ddl: undefined,
  verbose: false,
  colour: false,
  columns: 80,
  terminal: 80,
  attention: () => [],
  summaries: async () => [],
  failures: () => [],
};

describe('puppet status', () => {
  it('puts the names to the right, and failures where the message would be', async () => {
    const shown = [reply('a', { message: 'Currently idling\x1b[2J' }), reply('web10', {}, 1, 'no\nlock')];
    const lines = await statusLines({ replies: shown } as unknown as CallResult, { ...told, shown });
    expect(lines).to.deep.equal(['', '       a: Currently idling\\x1b[2J', '   web10: no\\nlock', '']);
  });

  it('of a node without any run says so, not how long ago 1970 was', async () => {
    const message = 'Currently stopped; last completed run 20779 days 8 hours 1 minutes 3 seconds ago';
    const shown = [reply('a', { message, lastrun: 0 }), reply('b', { message, lastrun: 5 })];
    const lines = await statusLines({ replies: shown } as unknown as CallResult, { ...told, shown });
    expect(lines.slice(1, 3)).to.deep.equal([
      '   a: Currently stopped; no completed run is known',
      `   b: ${message}`,
    ]);
  });

  it('of very many tells who does what, the few first, within the width of the terminal', async () => {
    const shown = Array.from({ length: 3000 }, (_, i) =>
      reply(`web${i + 1}.example.net`, {
        status: i === 7 ? 'disabled' : 'idling',
        message: `ran ${i} s ago`,
      }),
    );
    const lines = await statusLines({ replies: shown } as unknown as CallResult, { ...told, shown });
    expect(lines).to.deep.equal([
      '',
      'disabled: 1',
      '    web8.example.net',
      'idling: 2999',
      '    web[1-7,9-3000].example.net',
      '',
    ]);
  });
});

describe('sparklines', () => {
  it('are as high as their buckets are full', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6])).to.equal('▁▂▃▄▅▆▇');
    expect(sparkline([0, 0])).to.equal('▁▁');
  });

  it('say numbers shortly', () => {
    expect([12, 1700, 3_100_000].map(shortNumber)).to.deep.equal(['12.0', '1.7k', '3.1m']);
  });

  it('draw nothing of what nobody tells', () => {
    const rows = summaryRows([reply('a', { failed_resources: -1, total_resources: 7 })]);
    expect(rows[4]).to.equal('                 Failed resources: no data');
    expect(rows[2]).to.contain('min: 7.0    avg: 7.0    max: 7.0');
  });

  it('count every value once', () => {
    const rows = summaryRows(Array.from({ length: 21 }, (_, i) => reply(`n${i}`, { total_time: i })));
    expect(rows[8]).to.contain(': ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▇  min: 0.0');
  });
});

describe('the end of a roll-out', () => {
  const record = new RolloutRecord(
    new Map<string, NodeState>([
      ['web1', { state: 'ok', changed: 2 }],
      ['web2', { state: 'failed', why: '2 of 40 resources failed' }],
      ['web3', { state: 'skipped', why: 'disabled: x' }],
      ['web4', { state: 'running', before: 1 }],
      ['web5', { state: 'pending' }],
      ['web6', { state: 'pending' }],
    ]),
  );

  it('says what ran, what runs, what did not, and how to go on', () => {
    const resume = 'fleetspec puppet runall 2 --state a.json';
    expect(endText({ end: 'interrupted', record, elapsedMs: 62_000, resume }, 80)).to.deep.equal([
      'Interrupted after 1 minute 2 seconds: 6 hosts, 1 well, 1 failed, 1 skipped, 1 still running, 2 not run',
      'Failed, 2 of 40 resources failed: web2',
      'Skipped, disabled: x: web3',
      'Still running: web4',
      'Not run (2): web[5-6]',
      'To go on: fleetspec puppet runall 2 --state a.json',
    ]);
  });

  it('is honest about what was not kept', () => {
    const lines = endText({ end: 'gate', record, elapsedMs: 0, resume: undefined }, 80);
    expect(lines.at(-1)).to.contain('nothing was kept').and.to.contain('--state FILE');
  });

  it('quotes the command line for the shell, without what is for a beginning', () => {
    expect(resumeLine(['puppet', 'runall', '2', '--new', '-S', "a and 'b'"])).to.equal(
      "fleetspec puppet runall 2 -S 'a and '\\''b'\\'''",
    );
  });

  it('tells times as people do', () => {
    expect([0, 1000, 62_000, 7_260_000].map(timeText)).to.deep.equal([
      '0 seconds',
      '1 second',
      '1 minute 2 seconds',
      '2 hours 1 minute',
    ]);
    expect(stamp(new Date(2012, 5, 1, 9, 5, 0))).to.equal('2012-06-01 09:05:00');
  });
});

describe('the identity of a roll-out', () => {
  it('is of filter, collective, way to run and list, whatever their order', () => {
    const one = rolloutIdentity(
      { args: [], options: { withClass: ['b', 'a'] } },
      'c',
      { noop: true, force: true },
      ['n'],
    );
    expect(one).to.deep.equal({
      filter: '-C a -C b',
      collective: 'c',
      'way to run': 'force=true noop=true',
      'list of nodes': 'n',
    });
  });
});

describe('a lasting connection', () => {
  it('is made when it is needed, again when that failed, and anew after many faults', async () => {
    let connects = 0;
    let closes = 0;
    let broken = true;
    const inner = { discover: () => (broken ? Promise.reject(new Error('down')) : Promise.resolve(['a'])) };
    const port = new LastingPort(async () => {
      connects += 1;
      if (connects === 1) throw new Error('nobody there');
      return {
        port: inner as unknown as PuppetPort,
        close: async () => {
          closes += 1;
        },
      };
    });
    const faults: string[] = [];
    for (let i = 0; i < 12; i++) await port.discover().catch(error => faults.push(error.message));
    expect(faults[0]).to.equal('nobody there');
    expect([connects, closes]).to.deep.equal([3, 1]);
    broken = false;
    expect(await port.discover()).to.deep.equal(['a']);
    await port.close();
    await port.close();
    expect(closes).to.equal(2);
  });
});
