// Emulated programs: found by name, bounded as real ones, and not installed until somebody installs them.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { EmulatedPrograms } from '../../../lib/emulator/emulated_programs';

const LIMITS = { timeoutMs: 100 };

describe('emulated programs', () => {
  it('are found by their name, wherever they are said to be', async () => {
    const exec = new EmulatedPrograms();
    exec.install({ hello: (args, { input }) => ({ stdout: `${args.join('+')} ${input}` }) });
    const expected = {
      code: 0,
      signal: null,
      stdout: 'a+b in',
      stderr: '',
      timedOut: false,
      truncated: false,
    };
    for (const file of ['hello', '/usr/bin/hello']) {
      expect(await exec.run(file, ['a', 'b'], { ...LIMITS, input: 'in' })).to.deep.equal(expected);
    }
  });

  it('are not installed unless they are', async () => {
    const exec = new EmulatedPrograms();
    const missing = { code: 'E_PROGRAM_NOT_FOUND', program: '/bin/x' };
    expect(await exec.run('/bin/x', [], LIMITS).catch(e => e)).to.include(missing);
    expect(await exec.detach('/bin/x', []).catch(e => e)).to.include(missing);
    exec.install({ x: () => ({}) });
    expect(await exec.run('/bin/x', [], LIMITS)).to.include({ code: 0 });
    exec.uninstall('x');
    expect(await exec.run('/bin/x', [], LIMITS).catch(e => e)).to.include(missing);
  });

  it('replace those of the same name, and may take their time or fail', async () => {
    const exec = new EmulatedPrograms();
    exec.install({ x: () => ({ code: 1 }) });
    exec.install({ x: async () => ({ code: 7, stderr: 'no' }) });
    expect(await exec.run('x', [], LIMITS)).to.include({ code: 7, stderr: 'no' });
    exec.install({ x: () => Promise.reject(new Error('not started')) });
    expect(await exec.run('x', [], LIMITS).catch(e => e.message)).to.equal('not started');
  });

  it('say no more than is wanted', async () => {
    const exec = new EmulatedPrograms();
    exec.install({ x: () => ({ stdout: '12345', stderr: 'äö' }) });
    const result = await exec.run('x', [], { ...LIMITS, maxOutputBytes: 4 });
    expect(result).to.include({ stdout: '1234', stderr: 'äö', truncated: true });
    expect(await exec.run('x', [], { ...LIMITS, maxOutputBytes: 5 })).to.include({ truncated: false });
  });

  it('run to their end when they are left running', async () => {
    const exec = new EmulatedPrograms();
    const ran: string[] = [];
    exec.install({ x: args => ({ stdout: String(ran.push(args.join(' '))) }) });
    const [one, two] = [await exec.detach('x', ['a']), await exec.detach('x', ['b'])];
    expect(ran).to.deep.equal(['a', 'b']);
    expect(one).to.not.equal(two);
  });

  it('hang when the host does, until they are told to end', async () => {
    const exec = new EmulatedPrograms();
    exec.install({ x: () => ({}) });
    exec.hang();
    const stop = new AbortController();
    const result = exec.run('x', [], { ...LIMITS, signal: stop.signal });
    stop.abort();
    expect(await result).to.include({ code: null, signal: 'SIGKILL', timedOut: true });
    expect(await exec.run('x', [], { ...LIMITS, signal: AbortSignal.abort() })).to.include({
      timedOut: true,
    });
  });

  it('take signals in turn', () => {
    const exec = new EmulatedPrograms();
    expect(exec.signal(5, 'SIGTERM')).to.equal(false);
    const taken: string[] = [];
    exec.onSignal((pid, signal) => pid === 5 && taken.push(`first ${signal}`) > 0);
    exec.onSignal((pid, signal) => taken.push(`second ${pid} ${signal}`) > 0);
    expect([exec.signal(5, 'SIGTERM'), exec.signal(6, 'SIGHUP')]).to.deep.equal([true, true]);
    expect(taken).to.deep.equal(['first SIGTERM', 'second 6 SIGHUP']);
  });
});
