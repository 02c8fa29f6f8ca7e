// The grammar of the command line: what is understood, what is refused and how, and the help made from metadata.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { CommandInput } from '../../../lib/cli/command';
import { COMMANDS } from '../../../lib/cli/commands';
import { helpText, parseCommandLine } from '../../../lib/cli/program';
import { fleetspec } from './run_fleetspec';

function parse(...argv: string[]): CommandInput & { name: string } {
  const parsed = parseCommandLine(argv, COMMANDS, 80);
  if ('text' in parsed) throw new Error(`only text: ${parsed.text}`);
  return { name: parsed.command.name, ...parsed.input };
}

const fault = (...argv: string[]): string => {
  try {
    parse(...argv);
  } catch (error) {
    return (error as { sentence: string }).sentence;
  }
  return 'none';
};

// They read none, or make one.
const WITHOUT_CONFIG = [
  'help',
  'completion',
  'init',
  'demo',
  'ddl',
  'lint-output',
  'replay',
  'drill',
  'describe-filter',
  'steps',
  'new',
];

describe('the command line', () => {
  it('hands over arguments and options', () => {
    const { name, args, options } = parse(
      'rpc',
      'rpcutil',
      'get_fact',
      'fact=os',
      '-F',
      'a=1',
      '-F',
      'b=2',
      '-j',
    );
    expect(name).to.equal('rpc');
    expect(args).to.deep.equal(['rpcutil', 'get_fact', 'fact=os']);
    expect(options).to.deep.equal({ withFact: ['a=1', 'b=2'], json: true, ddl: true, results: true });
  });

  it('takes --config with every command that reads one', () => {
    for (const name of Object.keys(COMMANDS).filter(command => !WITHOUT_CONFIG.includes(command))) {
      const required = COMMANDS[name]!.args.filter(arg => arg.required).map(arg => arg.name);
      expect(parse(name, ...required, '--config', 'x.yaml').options.config, name).to.equal('x.yaml');
      expect(parse(name, ...required, '-c', 'x.yaml').options.config, name).to.equal('x.yaml');
    }
  });

  it('names the nearest command and option to a mistyped one', () => {
    expect(fault('pnig')).to.equal("unknown command 'pnig', did you mean ping?; see `fleetspec help`");
    expect(fault('rpc', 'a', 'b', '--jsn')).to.equal(
      "unknown option '--jsn', did you mean --json?; see `fleetspec help rpc`",
    );
    expect(fault('zzzzzz')).to.equal("unknown command 'zzzzzz'; see `fleetspec help`");
  });

  it('says what is missing or too much', () => {
    expect(fault('rpc', 'a')).to.equal("missing required argument 'action'; see `fleetspec help rpc`");
    expect(fault('ping', '-t')).to.contain("'-t, --timeout <seconds>' argument missing");
    expect(fault('find', 'x')).to.contain("too many arguments for 'find'");
  });

  it('takes names of object properties for unknown commands', () => {
    expect(fault('constructor')).to.contain("unknown command 'constructor'");
    expect(fault('__proto__')).to.contain("unknown command '__proto__'");
  });
});

describe('the registry', () => {
  it('says enough about every command', () => {
    for (const [name, command] of Object.entries(COMMANDS)) {
      expect(command.name).to.equal(name);
      expect(command.summary, name).to.match(/^[a-z].*[^.]$/);
      expect(command.description, name).to.match(/\.$/);
      expect(command.examples, name).not.to.have.length(0);
      for (const { line } of command.examples) expect(line, name).to.match(/(^|[|;] )fleetspec /);
    }
  });

  it('loads the code of every command', async () => {
    for (const name of ['ping', 'find', 'rpc', 'config', 'help']) {
      expect(await COMMANDS[name]!.load(), name).to.be.a('function');
    }
  });
});

// UPDATE_GOLDEN=1 writes them anew.
describe('help', () => {
  for (const name of ['', 'ping', 'find', 'rpc', 'config']) {
    it(`fleetspec help ${name}`, () => {
      const file = join(__dirname, 'golden', `help${name && `_${name}`}.txt`);
      const text = `${helpText(COMMANDS, 80, name || undefined)}\n`;
      if (process.env.UPDATE_GOLDEN || !existsSync(file)) writeFileSync(file, text);
      expect(text).to.equal(readFileSync(file, 'utf8'));
      for (const line of text.split('\n')) expect(line.length, line).to.be.at.most(80);
    });
  }

  it('is the same by option and by command', async () => {
    const byOption = await fleetspec(['rpc', '--help']);
    expect(byOption).to.deep.equal(await fleetspec(['help', 'rpc']));
    expect(byOption.code).to.equal(0);
    expect(byOption.stdout).to.match(/^Usage: fleetspec rpc /);
  });

  it('is printed, with exit code 1, when no command is given', async () => {
    const { code, stdout } = await fleetspec([]);
    expect(code).to.equal(1);
    expect(stdout).to.contain('Commands:');
  });

  it('knows the version', async () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8'));
    expect(await fleetspec(['--version'])).to.deep.equal({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('does not print its version in the place of doing what it was told', async () => {
    const { code, stdout, stderr } = await fleetspec(['service', 'cron', 'restart', '--version', '3']);
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
    expect(stderr).to.contain("unknown option '--version'");
  });

  it('takes the --version of a command for what it is there', () => {
    const words = ['package', 'install', 'nginx', '--version', '1.2-3'];
    const parsed = parseCommandLine(words, COMMANDS, 80);
    expect(parsed).to.have.nested.property('input.options.version', '1.2-3');
  });
});

describe('faults', () => {
  it('are one sentence on stderr, exit code 1', async () => {
    expect(await fleetspec(['help', 'rcp'])).to.deep.equal({
      code: 1,
      stdout: '',
      stderr: "fleetspec: unknown command 'rcp', did you mean rpc?; see `fleetspec help`\n",
    });
  });

  it('of a plugin are its status line on stdout, exit code 3', async () => {
    expect(await fleetspec(['check'])).to.deep.equal({
      code: 3,
      stdout: "UNKNOWN: fleetspec - missing required argument 'feature'; see `fleetspec help check`\n",
      stderr: '',
    });
  });

  it('of reports are found before a file is touched', async () => {
    for (const [argv, complaint] of [
      [['--html', 'b.feature'], '--html cannot be "b.feature"; give the name of a file to write'],
      [['--html', 'r', '--junit', 'r'], 'cannot be "r"; give each report a file of its own'],
    ] as const) {
      const { code, stdout } = await fleetspec(['check', 'a.feature', ...argv]);
      expect(stdout)
        .to.match(/^UNKNOWN: fleetspec - /)
        .and.to.contain(complaint);
      expect(code).to.equal(3);
    }
  });

  it('are explained further with -v', async () => {
    const { stderr } = await fleetspec(['ping', '-c', 'nowhere.yaml', '-v']);
    expect(stderr.split('\n')[0]).to.match(/^fleetspec: cannot read the configuration .*nowhere\.yaml/);
    expect(stderr).to.contain('[E_CONFIG_UNREADABLE]').and.to.contain(' at ');
  });

  it('of values are found before anything is connected', async () => {
    for (const [argv, complaint] of [
      [['ping', '-t', 'soon'], '--timeout cannot be "soon"; give a number of seconds above 0'],
      [['ping', '-t', '0'], '--timeout cannot be "0"'],
      [['ping', '-t', '700000'], '--timeout cannot be "700000"; give at most 604800 seconds'],
      [['find', '-F', 'nonsense'], 'cannot read the filter "nonsense"'],
      [['find', '-C', ''], '--with-class cannot be ""'],
      [['find', '-I', '/open'], '--with-identity cannot be "/open"'],
      [['rpc', 'a', 'b', 'c'], 'an argument cannot be "c"; give key=value, or key:=json'],
      [['rpc', 'a', 'b', 'c:=x'], 'c:= cannot be "x"'],
      [['rpc', 'a', 'b', '--display', 'some'], '--display cannot be "some"; give ok, failed or all'],
      [['rpc', 'a', 'b', '--nodes', 'nowhere'], 'cannot read the list of nodes nowhere'],
    ] as const) {
      const { code, stderr } = await fleetspec(argv);
      expect(stderr).to.contain(`fleetspec: ${complaint}`);
      expect(stderr.split('\n')).to.have.length(2);
      expect(code).to.equal(1);
    }
  });
});
