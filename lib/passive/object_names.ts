// Names of hosts and services: what each kind of receiver can carry, and what it would misread.
import type { PassiveKind } from '../config/passive_config';
import { ObjectNameUnusable } from './errors';
import type { PassiveResult } from './passive_result';

/** Which of its characters a name must not have, in words and as a regex, and how long it may be. */
interface NameRule {
  readonly forbidden: RegExp;
  readonly words: string;
  readonly hostBytes: number;
  readonly serviceBytes: number;
}

// `;` separates the fields of a command and begins comments in Nagios's configuration.
const NAGIOS: NameRule = {
  forbidden: /[;\p{Cc}\p{Zl}\p{Zp}]/u,
  words: 'a semicolon or a control character',
  hostBytes: 255,
  serviceBytes: 255,
};

const RULES: Readonly<Record<PassiveKind, NameRule>> = {
  spool: NAGIOS,
  command_file: NAGIOS,
  // Fields of 64 and 128 bytes with a NUL at the end.
  nsca: { ...NAGIOS, hostBytes: 63, serviceBytes: 127 },
  nrdp: NAGIOS,
  // `!` stands between host and service.
  icinga2: {
    forbidden: /[!\p{Cc}\p{Zl}\p{Zp}]/u,
    words: 'an exclamation mark or a control character',
    hostBytes: 255,
    serviceBytes: 255,
  },
};

/** Nagios's `illegal_object_name_chars` as shipped: no object of its configuration has one of them. */
const ILLEGAL_IN_NAGIOS = /[`~!$%^&*|'"<>?,()=;\p{Cc}\p{Zl}\p{Zp}]/gu;
const ILLEGAL_IN_ICINGA = /[!\p{Cc}\p{Zl}\p{Zp}]/gu;

/** Throws ObjectNameUnusable. */
export function requireUsableNames(
  kind: PassiveKind,
  { host, service }: Pick<PassiveResult, 'host' | 'service'>,
): void {
  const rule = RULES[kind];
  requireUsable('host', host, rule, rule.hostBytes);
  if (service !== undefined) requireUsable('service', service, rule, rule.serviceBytes);
}

/** A text that becomes part of a name, such as the name of a feature: characters no object can have become `_`. */
export function namePart(kind: PassiveKind, text: string): string {
  return text.replace(kind === 'icinga2' ? ILLEGAL_IN_ICINGA : ILLEGAL_IN_NAGIOS, '_').trim();
}

function requireUsable(what: 'host' | 'service', name: string, rule: NameRule, maxBytes: number): void {
  if (name === '') throw new ObjectNameUnusable(what, name, 'is empty');
  if (name !== name.trim()) throw new ObjectNameUnusable(what, name, 'begins or ends with a space');
  if (rule.forbidden.test(name)) throw new ObjectNameUnusable(what, name, `holds ${rule.words}`);
  if (Buffer.byteLength(name) > maxBytes)
    throw new ObjectNameUnusable(what, name, `is longer than the ${maxBytes} bytes the receiver takes`);
}
