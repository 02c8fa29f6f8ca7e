// check_activemq and check_activemq_broker, run in this process against the embedded broker and against one that loses
// messages.
import { type AddressInfo, createServer, type Server } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { checkActivemqBroker } from '../../../lib/activemq/check_broker';
import { checkActivemq } from '../../../lib/activemq/check_round_trip';
import { Broker } from '../../../lib/broker/broker';
import type { Environment } from '../../../lib/environment';
import { type Plugin, runPlugin } from '../../../lib/nagios/plugin';

interface Told {
  readonly first: string;
  readonly perfdata: string;
  readonly more: readonly string[];
  readonly code: number;
}

function run(plugin: Plugin, ...argv: string[]): Promise<Told> {
  return new Promise(resolve => {
    const environment = {
      argv,
      env: { STOMP_USER: 'nagios', STOMP_PASSWORD: 'secret' },
      hostname: 'mon',
      pid: 1,
      onSignal: () => () => {},
      finish(text: string, code: number) {
        const [line = '', ...more] = text.trimEnd().split('\n');
        const [first = '', perfdata = ''] = line.split('|');
        resolve({ first, perfdata, more, code });
      },
    } as unknown as Environment;
    void runPlugin(plugin, environment);
  });
}

let broker: Broker;
let at: readonly string[];
before(async () => {
  broker = await Broker.start({ name: 'mq1', users: { nagios: 'secret' } });
  at = ['-H', `${broker.address}:${broker.port}`];
});
after(() => broker.stop());

describe('check_activemq_broker', () => {
  const check = (...argv: string[]): Promise<Told> => run(checkActivemqBroker, ...at, ...argv);

  it('tells how full the broker is when nothing is asked', async () => {
    const { first, perfdata, more, code } = await check();
    expect(first).to.equal(
      'OK: ActiveMQ mq1 uses 0 % of its store, uses 0 % of its temporary store, uses 0 % of its memory',
    );
    expect(perfdata).to.match(
      /^store_pct=0%;;;0;100 temp_pct=0%;;;0;100 memory_pct=0%;;;0;100 consumers=1;;;0 producers=\d+;;;0 size=0;;;0 uptime=\d+s;;;0$/,
    );
    expect([more, code]).to.deep.equal([[], 0]);
  });

  it('names what is not as expected, the worst first', async () => {
    const { first, code } = await check(
      '--consumers-warn',
      '5:',
      '--store-crit',
      '0',
      '--messages-warn',
      '1:',
    );
    expect(first).to.equal(
      'CRITICAL: ActiveMQ mq1 uses 0 % of its store, expected below 0, has 1 consumers, expected at least 5, has 0 messages, expected at least 1',
    );
    expect(code).to.equal(2);
    const young = await check('--uptime-crit', '999999:');
    expect(young.first).to.match(/^CRITICAL: ActiveMQ mq1 started \d+ s ago, expected at least 999999$/);
  });

  it('tells everything with -v', async () => {
    const { more } = await check('-v');
    expect(more[0]).to.equal(`asked ${broker.address}:${broker.port}`);
    expect(more).to.include('brokerName: mq1').and.include('size: 0');
  });
});

describe('check_activemq', () => {
  const check = (...argv: string[]): Promise<Told> => run(checkActivemq, ...at, ...argv);

  it('takes a topic, a queue, or a bare name, which is that of a topic', async () => {
    for (const destination of [[], ['-d', '/queue/a'], ['-d', '/topic/a'], ['-d', 'a.b']]) {
      const { first, perfdata, code } = await check(...destination);
      expect(first).to.match(/^OK: ActiveMQ [\d.]+:\d+ returned the message in \d+\.\d{3} s$/);
      expect(perfdata).to.match(/^time=[\d.]+s;;;0 connect=[\d.]+s;;;0$/);
      expect(code).to.equal(0);
    }
  });

  it('sends nothing to names that are none', async () => {
    for (const name of ['/queue/a.>', 'a.*', '/queue/', 'a,b', '/temp-queue/a']) {
      const { first, code } = await check('-d', name);
      expect(first, name).to.match(/^UNKNOWN: ActiveMQ - .*(is not the name of a queue or topic|no option)/);
      expect(code).to.equal(3);
    }
  });

  it('alerts on the time of the message and on that of the login', async () => {
    expect((await check('-c', '0')).first).to.match(
      /^CRITICAL: .* returned the message in .*, expected below 0$/,
    );
    expect((await check('--connect-warn', '0')).first).to.match(
      /^WARNING: .* took [\d.]+ s to connect, expected/,
    );
  });

  it('is CRITICAL when the message does not come back, UNKNOWN when the broker refuses it', async () => {
    const lost = await answering('CONNECTED\nversion:1.2\n\n\0', '');
    const { first, perfdata, code } = await run(checkActivemq, '-H', lost, '-t', '0.5');
    expect(first).to.match(/^CRITICAL: ActiveMQ [\d.]+:\d+ did not give the message back in time$/);
    expect(perfdata).to.match(/^time=U;;;0 connect=[\d.]+s;;;0$/);
    expect(code).to.equal(2);
    const refused = await answering('CONNECTED\nversion:1.2\n\n\0', 'ERROR\nmessage:no room\n\n\0');
    const told = await run(checkActivemq, '-H', refused, '-t', '5');
    expect(told.first).to.match(/^UNKNOWN: ActiveMQ - the broker [\d.]+:\d+ reports an error: no room/);
  });
});

const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
});

/** A server with an answer to the login, and one to whatever follows; its address. */
function answering(login: string, rest: string): Promise<string> {
  const server = createServer(socket => {
    let answer = login;
    socket.on('error', () => {});
    socket.on('data', () => {
      socket.write(answer);
      answer = rest;
    });
  });
  servers.push(server);
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}
