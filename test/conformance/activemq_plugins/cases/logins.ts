// Who may ask: logins that are refused, and passwords that nobody sees.
import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import type { PluginCase } from '../plugin_case';
import { runCheck } from '../plugin_run';

export const loginCases: readonly PluginCase[] = [
  {
    name: 'a refused login is UNKNOWN and says whose it was, not with which password',
    async run(bench) {
      const { host, port, login, passcode } = bench.target;
      const at = ['--host', `${host}:${port}`, '-q', 'x', '--unreachable', 'critical'];
      for (const [user, password] of [
        [login, 'wrong-secret'],
        ['nobody', passcode],
      ] as const) {
        const args = [...at, '--user', user, '--password', password];
        const answer = await runCheck('check_activemq_queue', args, {}, [password, passcode]);
        expect(answer.status, answer.stdout).to.equal('UNKNOWN');
        expect(answer.text).to.include(`refused the login of user "${user}"`);
      }
      const nobody = await runCheck('check_activemq_queue', at);
      expect(nobody.text).to.include('refused the login without a user name');
    },
  },
  {
    name: 'a password comes from a file, the environment or an ini file as well',
    async run(bench) {
      const { host, port, login, passcode } = bench.target;
      const queue = bench.name('secret');
      await bench.put(`/queue/${queue}`, 1);
      const at = ['--host', `${host}:${port}`, '-q', queue];
      writeFileSync(bench.path('password'), `${passcode}\n`, { mode: 0o600 });
      const ini = `[check_activemq_queue]\nuser=${login}\npassword=${passcode}\n[mq]\nhost=${host}:${port}\nu=${login}\np=${passcode}\n`;
      writeFileSync(bench.path('plugins.ini'), ini, { mode: 0o600 });
      const login_ = { STOMP_USER: login, STOMP_PASSWORD: passcode };
      const ways: [string[], Record<string, string>][] = [
        [[...at, '-u', login, '--password-file', bench.path('password')], {}],
        [at, login_],
        [[...at, '--extra-opts'], { NAGIOS_CONFIG_PATH: bench.folder }],
        [[...at, '--extra-opts'], { MP_CONFIG_FILE: bench.path('plugins.ini') }],
        [['-q', queue, `--extra-opts=mq@${bench.path('plugins.ini')}`], {}],
      ];
      for (const [args, env] of ways) {
        const answer = await runCheck('check_activemq_queue', args, { env }, [passcode]);
        expect(answer.text, answer.command).to.equal(`ActiveMQ ${queue} has 1 messages`);
      }
    },
  },
];
