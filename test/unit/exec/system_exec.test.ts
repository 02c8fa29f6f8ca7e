// SystemExec starts programs without a shell, in a clean environment, and always comes back.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { ProgramNotFound, ProgramNotStarted } from '../../../lib/exec/errors';
import { SystemExec } from '../../../lib/exec/system_exec';

const exec = new SystemExec();
const limits = { timeoutMs: 20_000 };
const node = process.execPath;
const js = (code: string): string[] => ['-e', code];

describe('SystemExec.run', () => {
  it('gives exit code, stdout and stderr apart', async () => {
    const result = await exec.run(
      node,
      js('console.log("out"); console.error("err"); process.exit(3)'),
      limits,
    );
    expect(result).to.deep.equal({
      code: 3,
      signal: null,
      stdout: 'out\n',
      stderr: 'err\n',
      timedOut: false,
      truncated: false,
    });
  });

  it('leaves one that outlives us nothing that breaks when we end: what it says is in files', async () => {
    const code = `
      const { fstatSync } = require('node:fs');
      console.log(fstatSync(1).isFile(), fstatSync(2).isFile(), fstatSync(1).nlink);
      console.error('err');
      process.exitCode = 3;`;
    const outlives = { ...limits, outlives: true } as const;
    expect(await exec.run(node, js(code), outlives)).to.deep.equal({
      ...{ code: 3, signal: null, stdout: 'true true 0\n', stderr: 'err\n' },
      ...{ timedOut: false, truncated: false },
    });
    const long = js('console.log("x".repeat(5000)); console.error("y".repeat(100))');
    const cut = await exec.run(node, long, { ...outlives, maxOutputBytes: 100 });
    expect(cut).to.include({ stdout: 'x'.repeat(100), stderr: 'y'.repeat(100), truncated: true });
    const waits = js('console.log("begun"); setInterval(() => {}, 1000)');
    const ended = await exec.run(node, waits, { ...outlives, timeoutMs: 500 });
    expect(ended).to.include({ code: null, timedOut: true });
    const missing = await exec.run('fleetspec-no-such-program', [], outlives).catch(error => error);
    expect(missing).to.be.instanceOf(ProgramNotFound);
  });

  it('passes arguments as they are, whatever a shell would make of them', async () => {
    const nasty = ['$(id)', '; id', '`id`', '* ?', '', '\'"', 'a\nb'];
    const result = await exec.run(
      node,
      [...js('console.log(JSON.stringify(process.argv.slice(1)))'), '--', ...nasty],
      limits,
    );
    expect(JSON.parse(result.stdout)).to.deep.equal(nasty);
  });

  it('hands on no environment of ours', async () => {
    process.env.FLEETSPEC_TEST_SECRET = 'hunter2';
    try {
      const { stdout } = await exec.run(node, js('console.log(JSON.stringify(process.env))'), limits);
      expect(JSON.parse(stdout)).to.have.all.keys('PATH', 'LC_ALL', 'HOME');
      expect(JSON.parse(stdout).PATH).to.include('/usr/sbin').and.to.include('/opt/puppetlabs/bin');
    } finally {
      delete process.env.FLEETSPEC_TEST_SECRET;
    }
  });

  it('finds programs in sbin whatever our own PATH is', async () => {
    const { code } = await exec.run('ldconfig', ['--version'], limits);
    expect(code).to.equal(0);
  });

  it('ends a program at the time limit, with all it started', async () => {
    const code = `
      const { spawn } = require('node:child_process');
      process.on('SIGTERM', () => {});
      const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM",()=>{}); setInterval(()=>{},1e6)'], { stdio: 'inherit' });
      console.log(child.pid);
      setInterval(() => {}, 1e6);`;
    const result = await exec.run(node, js(code), { timeoutMs: 400 });
    expect(result).to.include({ code: null, timedOut: true });
    const grandchild = Number(result.stdout);
    if (grandchild > 0) expect(await gone(grandchild)).to.equal(true);
  });

  it('ends what a program started also when the program itself goes at the first signal', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fleetspec-exec-'));
    const pidFile = join(folder, 'pid');
    const deaf = `process.on('SIGTERM', () => {});
      require('node:fs').writeFileSync(process.argv[1] + '.new', String(process.pid));
      require('node:fs').renameSync(process.argv[1] + '.new', process.argv[1]);
      setInterval(() => {}, 1e6);`;
    const code = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(deaf)}, process.argv[1]], { stdio: 'inherit' });`;
    const controller = new AbortController();
    const running = exec.run(node, [...js(code), pidFile], { ...limits, signal: controller.signal });
    while (!existsSync(pidFile)) await new Promise(resolve => setTimeout(resolve, 10));
    controller.abort();
    await running;
    expect(await gone(Number(readFileSync(pidFile, 'utf8')))).to.equal(true);
    rmSync(folder, { recursive: true });
  });

  it('gives variables and a working folder of the caller’s', async () => {
    const code = 'console.log(JSON.stringify([process.env.COLOUR, process.env.LC_ALL, process.cwd()]))';
    const { stdout } = await exec.run(node, js(code), {
      ...limits,
      env: { COLOUR: 'red', LC_ALL: 'C.UTF-8' },
      cwd: '/usr',
    });
    expect(JSON.parse(stdout)).to.deep.equal(['red', 'C.UTF-8', '/usr']);
  });

  it('ends a program when asked to by a signal', async () => {
    const controller = new AbortController();
    const running = exec.run(node, js('setInterval(()=>{},1e6)'), { ...limits, signal: controller.signal });
    controller.abort();
    expect(await running).to.include({ code: null, signal: 'SIGTERM', timedOut: false });
    const late = await exec.run(node, js('setInterval(()=>{},1e6)'), {
      ...limits,
      signal: AbortSignal.abort(),
    });
    expect(late.code).to.equal(null);
  });

  it('does not wait for something left behind that holds the output open', async () => {
    const code = `
      const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ['-e', 'setTimeout(()=>{},60000)'], { stdio: 'inherit', detached: true });
      child.unref();
      console.log(child.pid);
      process.exit(0);`;
    const result = await exec.run(node, js(code), limits);
    expect(result).to.include({ code: 0, timedOut: false });
    exec.signal(Number(result.stdout), 'SIGKILL');
  });

  it('cuts output at the limit and says so', async () => {
    const result = await exec.run(node, js('process.stdout.write("x".repeat(1e6))'), {
      ...limits,
      maxOutputBytes: 1000,
    });
    expect(result).to.include({ code: 0, truncated: true });
    expect(result.stdout).to.have.length(1000);
  });

  it('gives input, and survives a program that does not read it', async () => {
    const echo = await exec.run(node, js('process.stdin.pipe(process.stdout)'), {
      ...limits,
      input: 'héllo',
    });
    expect(echo.stdout).to.equal('héllo');
    const deaf = await exec.run(node, js('process.stdin.destroy(); process.exit(0)'), {
      ...limits,
      input: 'x'.repeat(1e6),
    });
    expect(deaf.code).to.equal(0);
  });

  it('names a program that is not there or cannot be started', async () => {
    expect(await failure(exec.run('no-such-program', [], limits))).to.be.instanceOf(ProgramNotFound);
    expect((await failure(exec.run('no-such-program', [], limits))).message).to.equal(
      'the program no-such-program is not installed',
    );
    expect(await failure(exec.run('/etc/passwd', [], limits))).to.be.instanceOf(ProgramNotStarted);
    expect(await failure(exec.run(node, ['a\0b'], limits))).to.be.instanceOf(ProgramNotStarted);
  });
});

describe('SystemExec.detach', () => {
  it('leaves a program running in a group of its own', async () => {
    const pid = await exec.detach(node, js('setTimeout(()=>{},60000)'));
    expect(exec.signal(pid, 'SIGKILL')).to.equal(true);
    expect(await gone(pid)).to.equal(true);
    expect(exec.signal(2 ** 22 + 1, 'SIGKILL')).to.equal(false);
    expect(exec.signal(0, 'SIGWINCH'), 'a group').to.equal(false);
    expect(exec.signal(-process.pid, 'SIGWINCH'), 'a group').to.equal(false);
  });

  it('names a program that is not there', async () => {
    expect(await failure(exec.detach('no-such-program', []))).to.be.instanceOf(ProgramNotFound);
  });
});

async function failure(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected a failure');
}

// The kernel needs a moment to let go of a killed process; one that is only not yet reaped is gone too.
async function gone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 500; tries++) {
    if (!existsSync(`/proc/${pid}/stat`) || /\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8')))
      return true;
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  return false;
}
