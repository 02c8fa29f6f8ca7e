// The man pages of the Debian package: fleetspec(1), one for each command, and fleetspecd(8), from the metadata help is made of.
import type { ArgumentSpec, Command, OptionSpec } from '../../lib/cli/command';
import { COMMANDS } from '../../lib/cli/commands';
import { configPlaces } from '../../lib/config/find_config';
import { USAGE } from '../../lib/node/command_line';
import { described } from '../docs/commands_page';

type Commands = Readonly<Record<string, Command>>;

export interface Edition {
  readonly version: string;
  /** YYYY-MM-DD. */
  readonly date: string;
}

/** File name → text in roff. */
export function manPages(edition: Edition, commands: Commands = COMMANDS): Readonly<Record<string, string>> {
  return {
    'fleetspec.1': programPage(edition, commands),
    ...Object.fromEntries(
      Object.values(commands).map(command => [
        `fleetspec-${command.name}.1`,
        commandPage(edition, command, commands),
      ]),
    ),
    'fleetspecd.8': daemonPage(edition),
  };
}

function programPage(edition: Edition, commands: Commands): string {
  return lines([
    title('fleetspec', 1, edition),
    ...section('NAME', [roff('fleetspec - asks and tests a fleet of machines over MCollective')]),
    ...section('SYNOPSIS', ['.B fleetspec', '.I command', '.RI [ options ]', '.RI [ arguments ]']),
    ...section('DESCRIPTION', [
      roff(
        'Runs checks written in Gherkin against a fleet of machines, and asks and changes them by hand. Every command has a page of its own.',
      ),
    ]),
    ...section(
      'COMMANDS',
      Object.values(commands).flatMap(({ name, summary }) =>
        tagged(`\\fBfleetspec\\-${roff(name)}\\fR(1)`, summary),
      ),
    ),
    ...section('OPTIONS', [
      ...tagged('\\fB\\-h\\fR, \\fB\\-\\-help\\fR', 'print help; behind a command, that of the command'),
      ...tagged('\\fB\\-\\-version\\fR', 'print the version'),
    ]),
    ...section('FILES', [
      ...configPlaces('client', { cwd: '.', home: '~' }).flatMap(place =>
        tagged(`\\fI${roff(place)}\\fR`, 'configuration; the first that is there and sets something'),
      ),
      ...tagged('\\fI/usr/lib/fleetspec/docs\\fR', 'all of the documentation'),
    ]),
    ...section('ENVIRONMENT', [
      ...tagged('\\fBFLEETSPEC_CONFIG\\fR', 'configuration file, as \\-\\-config'.replaceAll('\\', '')),
      ...tagged('\\fBNO_COLOR\\fR', 'when it is set, nothing is coloured'),
    ]),
    ...section('SEE ALSO', ['.BR fleetspecd (8)']),
  ]);
}

function commandPage(edition: Edition, command: Command, commands: Commands): string {
  const { name, summary, args, options, examples } = command;
  const { texts, exits } = described(command);
  const near = Object.keys(commands).filter(
    other => other !== name && command.description.includes(`\`fleetspec ${other}`),
  );
  return lines([
    title(`fleetspec-${name}`, 1, edition),
    ...section('NAME', [roff(`fleetspec-${name} - ${summary}`)]),
    ...section('SYNOPSIS', [
      `.B fleetspec ${roff(name)}`,
      ...(options.length > 0 ? ['.RI [ options ]'] : []),
      ...args.map(synopsisWord),
    ]),
    ...section('DESCRIPTION', paragraphs(texts)),
    ...section(
      'ARGUMENTS',
      args.flatMap(({ name: arg, description }) => tagged(`\\fI${roff(arg)}\\fR`, description)),
    ),
    ...section(
      'OPTIONS',
      [...options, { flags: '-h, --help', description: 'print help' }].flatMap(optionEntry),
    ),
    ...section(
      'EXIT STATUS',
      exits.flatMap(line => {
        const [, code, meaning] = /^\* `(\d+)`: (.*)$/s.exec(line) ?? [];
        return code === undefined ? [roff(line.replace(/^\* /, ''))] : tagged(`\\fB${code}\\fR`, meaning!);
      }),
    ),
    ...section(
      'EXAMPLES',
      examples
        .flatMap(({ line, does }) => [
          '.PP',
          roff(`${does}:`),
          '.PP',
          '.nf',
          '.RS 4',
          roff(line),
          '.RE',
          '.fi',
        ])
        .slice(1),
    ),
    ...section('SEE ALSO', [
      ...near.map(other => `.BR fleetspec\\-${roff(other)} (1),`),
      '.BR fleetspec (1),',
      '.BR fleetspecd (8)',
    ]),
  ]);
}

function daemonPage(edition: Edition): string {
  const [usage, summary, ...parts] = USAGE.trim().split('\n\n');
  return lines([
    title('fleetspecd', 8, edition),
    ...section('NAME', [roff('fleetspecd - the node daemon of fleetspec')]),
    ...section('SYNOPSIS', ['.B fleetspecd', '.RI [ options ]']),
    ...section('DESCRIPTION', [
      roff(summary!),
      '.PP',
      roff('Under systemd it is fleetspecd.service, which is not started before somebody enables it.'),
    ]),
    ...parts.flatMap(part => {
      const [head, ...rows] = part.split('\n');
      if (rows.length === 0)
        return section('EXIT STATUS', [
          roff(head!.replace(/^Exit codes: /, '').replace(/(^|, )(\d)/g, '$1$2')),
        ]);
      return section(
        head!.replace(':', '').toUpperCase(),
        rowsOf(rows).flatMap(([what, does]) => tagged(`\\fB${roff(what)}\\fR`, does)),
      );
    }),
    ...section('FILES', [
      ...configPlaces('server', { cwd: '.', home: '~' }).flatMap(place =>
        tagged(`\\fI${roff(place)}\\fR`, 'configuration; the first that is there and sets something'),
      ),
      ...tagged('\\fI/etc/default/fleetspecd\\fR', 'options for the daemon as systemd starts it'),
    ]),
    ...section('SEE ALSO', ['.BR fleetspec (1)']),
  ]).replace(usage!, usage!);
}

// Two columns; a row that begins in the second goes on with the one above.
function rowsOf(rows: readonly string[]): [string, string][] {
  const read: [string, string][] = [];
  for (const row of rows) {
    const [, what, does] = /^ +(\S.*?) {2,}(\S.*)$/.exec(row) ?? [];
    if (what !== undefined) read.push([what, does!]);
    else read.at(-1)![1] += ` ${row.trim()}`;
  }
  return read;
}

const lines = (parts: readonly string[]): string => `${parts.join('\n')}\n`;

const title = (name: string, number: number, { version, date }: Edition): string =>
  `.TH ${roff(name.toUpperCase())} ${number} ${date} "fleetspec ${version}" "fleetspec"`;

const section = (head: string, body: readonly string[]): string[] =>
  body.length === 0 ? [] : [`.SH ${head}`, ...body];

const paragraphs = (texts: readonly string[]): string[] =>
  texts.flatMap((text, at) => [...(at > 0 ? ['.PP'] : []), roff(text)]);

const tagged = (tag: string, text: string): string[] => ['.TP', tag, roff(text)];

function synopsisWord({ name, required, variadic }: ArgumentSpec): string {
  const dots = variadic ? ' ...' : '';
  return required ? `.I ${roff(name)}${dots}` : `.RI [ ${roff(name)}${dots && '\\ ...'} ]`;
}

function optionEntry({ flags, description, repeat, default: standard }: OptionSpec): string[] {
  const spelt = flags
    .split(/(\s*[,\s]\s*)/)
    .map(word => {
      if (word.startsWith('-')) return `\\fB${roff(word)}\\fR`;
      return word.startsWith('<') ? `\\fI${roff(word.replace(/[<>]/g, ''))}\\fR` : word;
    })
    .join('');
  const remarks = [
    ...(repeat ? ['may be given several times'] : []),
    ...(standard === undefined ? [] : [`default ${standard}`]),
  ];
  return tagged(spelt, [description, ...remarks].join('; '));
}

// Marks of our texts become fonts; a line that began with a dot or quote would be a request.
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/`([^`]+)`/g, '\\fB$1\\fR')
    .replaceAll('’', '\\(cq')
    .replaceAll('…', '\\&...')
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
    .map(line => (/^[.']/.test(line) ? `\\&${line}` : line))
    .join('\n');
}
