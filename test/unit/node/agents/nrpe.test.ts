// Agent nrpe: states, divided output, arguments, and the checks that cannot be run.
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { checkInputs } from '../../../../lib/ddl/check_inputs';
import { divide, nrpe } from '../../../../lib/node/agents/nrpe';
import { FakeRoot } from '../fakes';
import { HostOfTests } from './host_of_tests';

const CHECK = '/usr/lib/nagios/plugins/check_x';

describe('agent nrpe', () => {
  let root: FakeRoot;
  let host: HostOfTests;

  beforeEach(() => {
    root = new FakeRoot();
    host = new HostOfTests(root);
  });
  afterEach(() => root.remove());

  const configure = (text: string): void => root.put('/etc/nagios/nrpe.d/x.cfg', text);
  const runCommand = (command: string, args?: string) =>
    host.ask('nrpe', 'runcommand', { command, ...(args === undefined ? {} : { args }) });

  for (const [code, statuscode, word, exitcode] of [
    [0, 0, 'OK', 0],
    [1, 1, 'WARNING', 1],
    [2, 1, 'CRITICAL', 2],
    [3, 1, 'UNKNOWN', 3],
    [4, 1, 'UNKNOWN', 3],
    [127, 1, 'UNKNOWN', 3],
  ] as const) {
    it(`exit code ${code} of a check is statuscode ${statuscode} with ${word} and all outputs`, async () => {
      configure(`command[check_x]=${CHECK}\n`);
      host.exec.answer(CHECK, { code, stdout: 'all is said|a=1;2 b=3\n' });
      expect(await runCommand('check_x')).to.deep.equal({
        code: statuscode,
        msg: word,
        data: { command: 'check_x', exitcode, output: 'all is said', perfdata: 'a=1;2 b=3' },
      });
    });
  }

  it('gives arguments to the command line, each within its word, and never to a shell', async () => {
    configure(`command[check_x]=${CHECK} -w $ARG1$ -c "$ARG2$" $ARG3$\n`);
    host.exec.answer(`${CHECK} -w 5 -c ; rm -rf /`, { stdout: 'fine\n' });
    const { data } = await runCommand('check_x', '5!; rm -rf /');
    expect(data).to.include({ exitcode: 0, output: 'fine\n', perfdata: '' });
    expect(host.exec.calls).to.deep.equal([`${CHECK} -w 5 -c ; rm -rf /`]);
  });

  it('has no such command', async () => {
    expect(await runCommand('check_y')).to.deep.equal({
      code: 1,
      msg: 'UNKNOWN',
      data: { command: 'check_y', exitcode: 3, output: 'No such command: check_y', perfdata: '' },
    });
  });

  it('is UNKNOWN where a check does not run, needs a shell or does not end', async () => {
    configure(`command[check_x]=${CHECK}\ncommand[shell]=${CHECK} | grep x\ncommand[slow]=/slow\n`);
    host.exec.answer('/slow', { code: null, timedOut: true });
    const said = async (command: string) => (await runCommand(command)).data.output;
    expect(await said('check_x')).to.contain('is not installed');
    expect(await said('shell')).to.contain('needs a shell');
    expect(await said('slow')).to.equal('slow did not end within 4.9 s');
  });

  it('still answers when a check uses all its time', () => {
    // SIGTERM, then SIGKILL after a second, then half a second for its output.
    expect(nrpe.metadata.timeout * 1000 + nrpe.lateMs!).to.be.at.least(4900 + 1500);
  });

  it('runs all commands', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    configure(names.map(name => `command[${name}]=/${name}\n`).join(''));
    names.forEach((name, code) => {
      host.exec.answer(`/${name}`, { code, stdout: `${name}|x=1\n` });
    });
    const { code, msg, data } = await host.ask('nrpe', 'runallcommands');
    expect([code, msg]).to.deep.equal([0, 'OK']);
    expect(data.commands).to.deep.equal(
      Object.fromEntries(
        names.map((name, exit) => [name, { exitcode: Math.min(exit, 3), output: `${name}|x=1\n` }]),
      ),
    );
  });

  it('says of those it had no time for that they were not run', async () => {
    const names = Array.from({ length: 9 }, (_, index) => `c${index}`);
    configure(names.map(name => `command[${name}]=/${name}\n`).join(''));
    for (const name of names) {
      host.exec.answer(`/${name}`, async () => {
        host.clock.block(2000);
        return { stdout: 'done\n' };
      });
    }
    const { data } = await host.ask('nrpe', 'runallcommands');
    expect(host.exec.calls).to.have.length.within(3, 8);
    expect(data.commands.c8).to.deep.equal({
      exitcode: 3,
      output: 'not run: the other commands took all the time',
    });
  });

  it('cannot run all where the configuration cannot be read', async () => {
    root.put('/etc/nagios/nrpe.d/x.cfg/not_a_file', '');
    const { code, msg } = await host.ask('nrpe', 'runallcommands');
    expect(code).to.equal(1);
    expect(msg).to.contain('/etc/nagios/nrpe.d/x.cfg');
  });

  it('refuses names and arguments as the DDL says', () => {
    const action = nrpe.actions.runcommand!;
    const complaint = (inputs: Record<string, string>) => checkInputs(action, inputs).complaint;
    expect(complaint({ command: 'check_x', args: 'a!b' })).to.equal(undefined);
    expect(complaint({ command: 'check_x; id' })).to.contain('Cannot validate input command');
    expect(complaint({ command: 'check_x\nid' })).to.contain('Cannot validate input command');
    expect(complaint({ command: 'x'.repeat(51) })).to.contain('longer than 50');
    expect(complaint({ command: 'check_x', args: 'x'.repeat(51) })).to.contain('longer than 50');
  });
});

describe('the output of a check', () => {
  for (const [output, expected] of [
    ['OK|a=1\n', { output: 'OK', perfdata: 'a=1' }],
    ['OK\n', { output: 'OK\n', perfdata: '' }],
    ['', { output: '', perfdata: '' }],
    ['a|b|c=1', { output: 'a|b', perfdata: 'c=1' }],
    ['|a=1\nfirst|b=2\nrest', { output: 'first', perfdata: 'b=2' }],
    ['OK|\n', { output: 'OK|\n', perfdata: '' }],
    ['one\rtwo|a=1', { output: 'one\rtwo', perfdata: 'a=1' }],
  ] as const) {
    it(`${JSON.stringify(output)} is divided as by MCollective's agent`, () => {
      expect(divide(output)).to.deep.equal(expected);
    });
  }
});
