// A configuration that is not written yet: one file of settings, and each secret in a file of its own.
import { randomBytes } from 'node:crypto';
import type { YamlSection, YamlValue } from './yaml_text';

export interface SecretFile {
  /** In the folder of the configuration. */
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
  readonly psk: SecretAnswer;
}

/** A secret, or the file that has it already. */
export type SecretAnswer = { readonly secret: string; readonly fresh?: boolean } | { readonly file: string };

export function draftFrom(answers: Answers): Draft {
  const { identity, collectives, connector, role } = answers;
  const password =
    answers.password && placed(answers.password, passwordFile(0), 'the password of the broker');
  const psk = placed(answers.psk, PSK_FILE, 'the shared key of the fleet');
  return {
    settings: {
      ...(identity !== undefined && { identity }),
      ...(collectives.length > 0 && { collectives }),
      broker: {
        ...(connector !== undefined && { connector }),
        pool: answers.brokers.map(broker => brokerSection(broker, answers, password?.file)),
      },
      security: { provider: 'psk', psk_file: psk.file },
      ...(role !== 'client' && { node: { log_level: 'info' } }),
    },
    secrets: [...(password?.secret ?? []), ...psk.secret],
  };
}

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
