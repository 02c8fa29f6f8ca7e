// fleetspec completion: the script is really sourced, and asked as the shell asks it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { COMMANDS } from '../../../../lib/cli/commands';
import { fleetspec, folderWith } from '../run_fleetspec';

// Everything is asked in one bash; a line of words is as bash parts it, the last one is being typed.
function completedInBash(script: string, lines: readonly (readonly string[])[], cwd: string): string[][] {
  const ask = ([...words]: readonly string[]): string =>
    `COMP_WORDS=(${words.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; COMPREPLY=(); _fleetspec; echo "\${COMPREPLY[*]}"`;
  const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-u'], {
    input: `${script}\n${lines.map(ask).join('\n')}\n`,
    encoding: 'utf8',
    cwd,
  });
  expect({ stderr, status }).to.deep.equal({ stderr: '', status: 0 });
  return stdout
    .split('\n')
    .slice(0, -1)
    .map(line => line.split(' ').filter(Boolean));
}

describe('fleetspec completion bash', () => {
  const folder = folderWith({ 'site.yaml': '' });
  let script: string;
  before(async () => {
    mkdirSync(join(folder.path, 'sites'));
    writeFileSync(join(folder.path, 'my site.yaml'), '');
    script = (await fleetspec(['completion', 'bash'])).stdout;
  });
  after(() => folder.remove());

  const asked: Record<string, { words: string[]; offers: string[] }> = {
    'commands by their beginning': { words: ['inv'], offers: ['inventory'] },
    'options of the program': { words: ['--v'], offers: ['--version'] },
    'options of a command': {
      words: ['find', '--with-'],
      offers: ['--with-fact', '--with-class', '--with-agent', '--with-identity'],
    },
    'agents behind rpc': { words: ['rpc', 'ne'], offers: ['nettest'] },
    'actions of the agent': { words: ['rpc', 'service', 'st'], offers: ['status', 'start', 'stop'] },
    'inputs of the action': { words: ['rpc', 'service', 'status', ''], offers: ['service='] },
    'inputs behind another input': {
      words: ['rpc', 'service', 'status', 'service', '=', 'nginx', 's'],
      offers: ['service='],
    },
    'actions behind options with values': {
      words: ['rpc', '-F', 'country', '=', 'uk', '--with-class', 'web', 'rpcutil', 'pi'],
      offers: ['ping'],
    },
    'agents as the value of an option': { words: ['find', '-A', 'rpc'], offers: ['rpcutil'] },
    'values of an option': { words: ['rpc', '--dm', 'f'], offers: ['flatfile'] },
    'values behind =': { words: ['rpc', '--dm', '=', 'ext'], offers: ['external'] },
    'all values right behind =': { words: ['rpc', '--limit-method', '='], offers: ['first', 'random'] },
    'nothing where only the site knows': { words: ['find', '-C', ''], offers: [] },
    'words an argument can be': { words: ['service', 'nginx', 're'], offers: ['restart'] },
    'commands to explain': { words: ['help', 'tra'], offers: ['trace'] },
    'agents to explain': { words: ['doc', 'rpcu'], offers: ['rpcutil'] },
    files: { words: ['find', '--config', 'si'], offers: ['site.yaml', 'sites'] },
    'files behind =': { words: ['find', '--config', '=', 'site.'], offers: ['site.yaml'] },
    'features for check': { words: ['check', 'site.'], offers: ['site.yaml'] },
    folders: { words: ['new', '--folder', 's'], offers: ['sites'] },
    'files behind --': { words: ['submit', '--', 'site.'], offers: ['site.yaml'] },
    'nothing behind what is unknown': { words: ['rpc', 'strange', ''], offers: [] },
  };
  let offers: string[][];
  before(() => {
    offers = completedInBash(
      script,
      Object.values(asked).map(({ words }) => ['fleetspec', ...words]),
      folder.path,
    );
  });
  for (const [at, name] of Object.keys(asked).entries())
    it(`offers ${name}`, () => {
      expect([...offers[at]!].sort()).to.deep.equal([...asked[name]!.offers].sort());
    });

  it('offers all commands and every option of each', () => {
    const lines = [['fleetspec', ''], ...Object.keys(COMMANDS).map(name => ['fleetspec', name, '-'])];
    const [commands, ...options] = completedInBash(script, lines, folder.path);
    expect(commands).to.have.members(Object.keys(COMMANDS));
    for (const [at, command] of Object.values(COMMANDS).entries()) {
      const flags = command.options.flatMap(({ flags }) => flags.match(/(?<=^|, )--?[\w-]+/g)!);
      expect(options[at], command.name).to.have.members([...flags, '-h', '--help']);
    }
  });

  it('keeps names with spaces together', () => {
    const { stdout } = spawnSync('bash', ['--norc'], {
      input: `${script}\nCOMP_WORDS=(fleetspec check my); COMP_CWORD=2; _fleetspec; echo "\${#COMPREPLY[@]} \${COMPREPLY[0]}"\n`,
      encoding: 'utf8',
      cwd: folder.path,
    });
    expect(stdout).to.equal('1 my site.yaml\n');
  });
});

describe('fleetspec completion', () => {
  it('knows bash, zsh and fish only', async () => {
    const { code, stderr } = await fleetspec(['completion', 'tcsh']);
    expect({ code, stderr }).to.deep.equal({
      code: 1,
      stderr: 'fleetspec: SHELL cannot be "tcsh"; give bash, zsh or fish\n',
    });
  });

  it('names every command, agent and action for zsh and fish', async () => {
    for (const shell of ['zsh', 'fish']) {
      const { stdout } = await fleetspec(['completion', shell]);
      for (const word of [...Object.keys(COMMANDS), 'rpcutil', 'get_fact', 'registration'])
        expect(stdout, shell).to.match(new RegExp(`\\b${word}\\b`));
    }
  });
});
