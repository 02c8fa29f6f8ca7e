// fleetspec init: a working configuration, from options, answers, or MCollective's files.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseBrokerName } from '../../config/broker_name';
import { setsNothing } from '../../config/find_config';
import type { Role } from '../../config/keys/mcollective_key';
import { loadConfig } from '../../config/load_config';
import type { Environment } from '../../environment';
import type { CommandInput, CommandIo, CommandRun } from '../command';
import { BadValue, NotOverwritten, UsageFault } from '../errors';
import { securityOf } from '../init/ask_security';
import { cfgKeys } from '../init/cfg_keys';
import { type Answers, type Draft, draftFrom, newSecret, type SecretAnswer } from '../init/draft';
import { Questions } from '../init/questions';
import { checkGivenKeys } from '../init/rsa_keys';
import { differingKeys, draftOf } from '../init/take_over';
import { CONFIG_NAME, readDraft, writeDraft } from '../init/write_draft';
import { flagOption, listOption, textOption } from '../options';
import { printableLine } from '../printable';
import { wrapped } from '../wrapped';

const ROLES: readonly Answers['role'][] = ['client', 'node', 'both'];
const MAX_COLUMNS = 100;

export const run: CommandRun = async (input, io) => {
  const { options } = input;
  const { environment } = io;
  const folder = resolve(environment.cwd, textOption(options, 'dir') ?? usualFolder(environment));
  refuseOverwriting(join(folder, CONFIG_NAME));
  const from = textOption(options, 'from');
  if (from !== undefined) return takeOver(resolve(environment.cwd, from), folder, input, io);
  const answers = await answersOf(input, io);
  const draft = draftFrom(answers);
  readDraft(draft, folder, roleOf(answers.role), environment);
  if (answers.security.provider !== 'psk') checkGivenKeys(answers.security, join(folder, CONFIG_NAME));
  tellWritten(draft, folder, writeDraft(draft, folder), answers.role, io);
  return 0;
};

const usualFolder = ({ uid, home }: Environment): string =>
  uid === 0 ? '/etc/fleetspec' : join(home, '.config/fleetspec');

const roleOf = (role: Answers['role']): Role => (role === 'client' ? 'client' : 'server');

// Before anything is asked.
function refuseOverwriting(file: string): void {
  if (existsSync(file) && !setsNothing(readFileSync(file, 'utf8'))) throw new NotOverwritten(file);
}

async function answersOf({ options }: CommandInput, { environment }: CommandIo): Promise<Answers> {
  const questions = environment.stdin.isTTY ? new Questions(environment) : undefined;
  try {
    const role = roleNamed(
      textOption(options, 'role') ??
        (await questions?.ask('What is this machine: client, node or both?', 'client')),
    );
    const brokers = await brokersOf(options, questions);
    const user =
      textOption(options, 'user') ??
      ((await questions?.ask('Login at the broker?', 'mcollective')) || undefined);
    return {
      ...{ role, brokers, user },
      password: await passwordOf(options, environment, questions),
      security: await securityOf(role, { options, environment, questions }),
      identity: textOption(options, 'identity'),
      collectives: listOption(options, 'collective'),
      connector: textOption(options, 'connector'),
      tls: flagOption(options, 'tls'),
      ca: listOption(options, 'ca').map(file => resolve(environment.cwd, file)),
    };
  } finally {
    questions?.close();
  }
}

function roleNamed(text: string | undefined): Answers['role'] {
  const role = ROLES.find(known => known === (text ?? 'client'));
  if (!role) throw new BadValue('--role', text!, 'client, node or both');
  return role;
}

type Options = CommandInput['options'];

async function brokersOf(options: Options, questions: Questions | undefined): Promise<Answers['brokers']> {
  const given = listOption(options, 'broker');
  const names =
    given.length > 0 ? given : (await questions?.ask('Broker, host:port?', 'localhost:61613'))?.split(',');
  if (!names) throw new UsageFault('no broker is named: add --broker HOST:PORT', 'init');
  return names.map(name => {
    const broker = parseBrokerName(name);
    if (!broker) throw new BadValue('--broker', name, 'host:port');
    return broker;
  });
}

async function passwordOf(
  options: Options,
  { cwd }: Environment,
  questions: Questions | undefined,
): Promise<SecretAnswer | undefined> {
  const file = textOption(options, 'passwordFile');
  if (file !== undefined) return { file: resolve(cwd, file) };
  if (flagOption(options, 'newPassword')) return { secret: newSecret(), fresh: true };
  const secret = await questions?.askSecret('Its password?');
  return secret ? { secret } : undefined;
}

async function takeOver(
  file: string,
  folder: string,
  { options }: CommandInput,
  io: CommandIo,
): Promise<number> {
  const { environment, display } = io;
  const role = roleNamed(textOption(options, 'role') ?? (/^server/.test(basename(file)) ? 'node' : 'client'));
  const reader = roleOf(role);
  const config = loadConfig({ ...environment, env: {} }, { file, role: reader });
  const bare = { settings: { broker: { pool: [{ host: 'none' }] } }, secrets: [] };
  const draft = draftOf(config, readDraft(bare, folder, reader, environment));
  const taken = readDraft(draft, folder, reader, environment);
  const written = writeDraft(draft, folder);
  const { taken: keys, left } = keysIn(file, reader, config.broker.connector);
  const columns = Math.min(display.columns, MAX_COLUMNS);
  display.line(`Taken from ${file}:`);
  for (const line of wrapped(keys.map(printableLine).join(', '), columns - 2)) display.line(`  ${line}`);
  const others = [
    ...left,
    ...differingKeys(config, taken).map(key => [key, 'is not the same here'] as const),
  ];
  if (others.length > 0) display.line('Not taken:');
  for (const [key, why] of others) display.line(`  ${printableLine(key)} ${why}`);
  display.line();
  tellWritten(draft, folder, written, role, io);
  return 0;
}

function keysIn(file: string, role: Role, connector: string): ReturnType<typeof cfgKeys> {
  const keys = [cfgKeys(readFileSync(file, 'utf8'), role, connector)];
  const plugins = join(dirname(file), 'plugin.d');
  for (const name of existsSync(plugins) ? readdirSync(plugins).sort() : [])
    if (/^\w+\.cfg$/.test(name)) {
      const prefix = `plugin.${basename(name, '.cfg')}.`;
      keys.push(cfgKeys(readFileSync(join(plugins, name), 'utf8'), role, connector, prefix));
    }
  return { taken: keys.flatMap(({ taken }) => taken), left: keys.flatMap(({ left }) => left) };
}

function tellWritten(
  draft: Draft,
  folder: string,
  written: readonly string[],
  role: Answers['role'],
  { display, environment }: CommandIo,
): void {
  for (const path of written) {
    const { what, fresh } = draft.secrets.find(({ name }) => resolve(folder, name) === path) ?? {};
    const told =
      what === undefined ? '' : `: ${what}${fresh ? ', a new one' : ''}; only its owner can read it`;
    display.line(`${path}${told}`);
  }
  display.line();
  for (const advice of draft.advice ?? [])
    for (const line of wrapped(advice, Math.min(display.columns, MAX_COLUMNS))) display.line(line);
  // Elsewhere neither program looks by itself.
  const usual = folder === usualFolder(environment);
  const where = usual ? '' : ` --config ${join(folder, CONFIG_NAME)}`;
  display.line(`Next: fleetspec doctor${where}`);
  if (role === 'client') return;
  display.line(`      fleetspecd${where} --check${usual ? ', then systemctl enable --now fleetspecd' : ''}`);
}
