// fleetspec ssh: whom it goes to, with which words, and that the program gets them as they are.
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { handOver } from '../../../../lib/exec/hand_over';
import { FakeFleet } from '../../rpc/fake_fleet';
import { CONFIG_YAML, fleetspec, folderWith } from '../run_fleetspec';

function fleetOf(...names: string[]): FakeFleet {
  const fleet = new FakeFleet();
  for (const name of names) fleet.add([name]);
  return fleet;
}

const terminal = (answer: string) => Object.assign(Readable.from([answer]), { isTTY: true });

describe('fleetspec ssh', () => {
  it('goes to the only node that matches', async () => {
    const { code, stdout } = await fleetspec(['ssh', '--print', '-I', 'db1'], {
      fleet: fleetOf('db1', 'web1'),
    });
    expect({ code, stdout }).to.deep.equal({ code: 0, stdout: 'ssh -- db1\n' });
  });

  it('passes on who to be and what to run, quoted for a shell', async () => {
    const words = ['ssh', '--print', '-l', 'root', '--', 'echo', "it's", 'a b'];
    const { stdout } = await fleetspec(words, { fleet: fleetOf('db1') });
    expect(stdout).to.equal(`ssh -l root -- db1 echo 'it'\\''s' 'a b'\n`);
  });

  it('shows a numbered list when several match', async () => {
    const fleet = fleetOf('web1', 'web2', 'web3');
    const { code, stdout, stderr } = await fleetspec(['ssh', '--print'], {
      fleet,
      tty: true,
      input: terminal('2\n'),
    });
    expect(stderr).to.contain('1. web1').and.to.contain('3. web3').and.to.contain('Which one (1 to 3)?');
    expect({ code, stdout }).to.deep.equal({ code: 0, stdout: 'ssh -- web2\n' });
    const named = await fleetspec(['ssh', '--print'], {
      ...{ fleet: fleetOf('web1', 'web2'), tty: true, input: terminal('web1\n') },
    });
    expect(named.stdout).to.equal('ssh -- web1\n');
  });

  it('goes nowhere when nothing is picked, or what is not there', async () => {
    const pick = (answer: string) =>
      fleetspec(['ssh'], { fleet: fleetOf('web1', 'web2'), tty: true, input: terminal(answer) });
    expect(await pick('\n')).to.include({ code: 1, stdout: '' });
    for (const answer of ['3\n', '0\n', '1.5\n', 'x\n']) {
      const { code, stderr } = await pick(answer);
      expect(code, answer).to.equal(1);
      expect(stderr).to.contain('give one from 1 to 2');
    }
  });

  it('names them where nobody can be asked', async () => {
    const { code, stderr } = await fleetspec(['ssh'], { fleet: fleetOf('web1', 'web2') });
    expect(code).to.equal(1);
    expect(stderr).to.match(/^fleetspec: 2 nodes match: web/);
  });

  it('says that nobody matches', async () => {
    const { code, stderr } = await fleetspec(['ssh', '-I', 'none'], { fleet: fleetOf('web1') });
    expect(code).to.equal(1);
    expect(stderr).not.to.equal('');
  });

  it('says who may have been meant', async () => {
    const fleet = (): FakeFleet => fleetOf('web1.example.net', 'web2.example.net', 'db1.example.net');
    for (const [word, near] of [
      ['web', 'web[1-2].example.net'],
      ['WEB2.example.NET', 'web2.example.net'],
      ['web1', 'web1.example.net'],
      ['web1.example.org', 'web1.example.net'],
      ['wbe2', 'web2.example.net'],
    ]) {
      const { code, stderr, stdout } = await fleetspec(['ssh', '--print', '-I', word!], { fleet: fleet() });
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
      expect(stderr).to.contain(`nobody answers to the name ${word}; did you mean ${near}?\n`);
    }
    const { stderr } = await fleetspec(['ssh', '-I', 'mail'], { fleet: fleet() });
    expect(stderr).not.to.contain('did you mean');
  });

  it('takes nodes from a list at its word: a daemon that is down is a reason to log in', async () => {
    const folder = folderWith({ 'fleetspec.yaml': CONFIG_YAML, list: 'web1\nweb2\n' });
    const printed = async (...words: string[]): Promise<string> =>
      (await fleetspec(['ssh', '--print', ...words], { fleet: fleetOf('db1'), cwd: folder.path })).stdout;
    for (const words of [
      ['--nodes', 'list', '-I', 'web2'],
      ['--dm', 'flatfile', '--do', 'list', '-I', 'web2'],
    ])
      expect(await printed(...words), words[0]).to.equal('ssh -- web2\n');
    expect(await printed('--nodes', 'list', '--one')).to.equal('ssh -- web1\n');
    folder.remove();
  });

  it('leaves standard input to the command, unless it is said to name nodes', async () => {
    const run = (...words: string[]) =>
      fleetspec(['ssh', '--print', ...words], { fleet: fleetOf('db1'), stdin: 'web7\n', pipe: true });
    expect((await run('--', 'cat')).stdout).to.equal('ssh -- db1 cat\n');
    expect((await run('--nodes', '-')).stdout).to.equal('ssh -- web7\n');
    expect((await run('--dm', 'stdin')).stdout).to.equal('ssh -- web7\n');
  });

  it('takes no name for an option', async () => {
    const { code, stderr } = await fleetspec(['ssh', '--print'], { fleet: fleetOf('-v') });
    expect(code).to.equal(1);
    expect(stderr).to.contain('the name of the node');
  });

  it('runs ssh with these words, and ends as it does', async () => {
    const folder = folderWith({});
    const [program, words] = [join(folder.path, 'ssh'), join(folder.path, 'words')];
    writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$@" > ${words}\nexit 7\n`);
    chmodSync(program, 0o755);
    const env = { PATH: `${folder.path}:/usr/bin:/bin` };
    const { code } = await fleetspec(['ssh', '--', 'a b', '$(x)'], { fleet: fleetOf('db1'), env });
    expect(code).to.equal(7);
    expect(readFileSync(words, 'utf8')).to.equal('--\ndb1\na b\n$(x)\n');
    folder.remove();
    expect(existsSync(words)).to.equal(false);
  });
});

describe('handOver', () => {
  it('says when there is no such program', async () => {
    const fault = await handOver('fleetspec-no-such-program', [], { PATH: '/usr/bin' }).catch(error => error);
    expect(fault).to.include({ code: 'E_PROGRAM_NOT_FOUND' });
  });
});
