// A configuration that is not written yet: one file of settings, and each secret in a file of its own.
import { randomBytes } from 'node:crypto';
import { draftKeys, type KeyAnswers, type KeyDraft } from './rsa_keys';
import type { YamlSection, YamlValue } from './yaml_text';

export interface SecretFile {
  /** In the folder of the configuration, or below it, or a whole path. */
  readonly name: string;
  readonly secret: string;
  /** As in `WHAT is in NAME`. */
  readonly what: string;
  /** Made just now, so that others need it, too. */
  readonly fresh?: boolean;
}

export interface Draft {
  readonly settings: YamlSection;
  readonly secrets: readonly SecretFile[];
  /** Made even when nothing is put into them. */
  readonly folders?: readonly string[];
  /** What the person has to do with what was made, one sentence each. */
  readonly advice?: readonly string[];
  /** Settings of agents that are secrets are in the configuration itself. */
  readonly holdsSecret?: boolean;
}

export const PSK_FILE = 'fleet.psk';

/** Of the broker with this number from 0. */
export const passwordFile = (number: number): string =>
  number === 0 ? 'broker.password' : `broker${number + 1}.password`;

/** Nobody has to type it. */
export const newSecret = (): string => randomBytes(24).toString('base64url');

export interface Answers {
  readonly role: 'client' | 'node' | 'both';
  readonly identity?: string | undefined;
  readonly collectives: readonly string[];
  readonly brokers: readonly { readonly host?: string; readonly port?: number }[];
  readonly connector?: string | undefined;
  readonly tls: boolean;
  readonly ca: readonly string[];
  readonly user?: string | undefined;
  readonly password?: SecretAnswer | undefined;
  readonly security: { readonly provider: 'psk'; readonly psk: SecretAnswer } | KeyAnswers;
}

/** A secret, or the file that has it already. */
export type SecretAnswer = { readonly secret: string; readonly fresh?: boolean } | { readonly file: string };

export function draftFrom(answers: Answers): Draft {
  const { identity, collectives, connector, role } = answers;
  const password =
    answers.password && placed(answers.password, passwordFile(0), 'the password of the broker');
  const security = securityDraft(answers);
  return {
    settings: {
      ...(identity !== undefined && { identity }),
      ...(collectives.length > 0 && { collectives }),
      broker: {
        ...(connector !== undefined && { connector }),
        pool: answers.brokers.map(broker => brokerSection(broker, answers, password?.file)),
      },
      security: security.settings,
      ...(role !== 'client' && { node: { log_level: 'info' } }),
    },
    secrets: [...(password?.secret ?? []), ...security.files],
    folders: security.folders,
    advice: [...passwordAdvice(password?.secret ?? []), ...security.advice],
  };
}

const passwordAdvice = (files: readonly SecretFile[]): string[] =>
  files
    .filter(({ fresh }) => fresh)
    .map(({ name }) => `Tell the broker the new password, which is in ${name}.`);

function securityDraft({ security, role }: Answers): KeyDraft {
  if (security.provider !== 'psk') return draftKeys(security, rolesOf(role));
  const { file, secret } = placed(security.psk, PSK_FILE, 'the shared key of the fleet');
  return {
    settings: { provider: 'psk', psk_file: file },
    files: secret,
    folders: [],
    advice: pskAdvice(secret),
  };
}

const pskAdvice = (files: readonly SecretFile[]): string[] =>
  files
    .filter(({ fresh }) => fresh)
    .map(
      ({ name, what }) => `Bring ${name} to every machine of the fleet: ${what} must be the same everywhere.`,
    );

/** `both` is either. */
export const rolesOf = (role: Answers['role']): { readonly client: boolean; readonly node: boolean } => ({
  client: role !== 'node',
  node: role !== 'client',
});

function placed(
  answer: SecretAnswer,
  name: string,
  what: string,
): { file: string; secret: readonly SecretFile[] } {
  if ('file' in answer) return { file: answer.file, secret: [] };
  return { file: name, secret: [{ name, what, ...answer }] };
}

function brokerSection(
  { host = '', port }: Answers['brokers'][number],
  { tls, ca, user }: Answers,
  password: string | undefined,
): YamlValue {
  return {
    host,
    port: port ?? (tls ? 61614 : 61613),
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password_file: password }),
    ...(tls && { tls: ca.length > 0 ? { ca } : true }),
  };
}
