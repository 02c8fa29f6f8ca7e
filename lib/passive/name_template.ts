// Names of hosts and services made from templates: `{plugin}` is something of the check, `<host>` a parameter.
import type { PassiveKind } from '../config/passive_config';
import { PlaceholderUnknown } from './errors';
import { namePart } from './object_names';

export interface NameValues {
  /** By the name between braces. */
  readonly own: Readonly<Record<string, string>>;
  /** By the name between angle brackets, as in features. */
  readonly params?: Readonly<Record<string, string>>;
}

const PLACEHOLDER = /\{([A-Za-z_][\w.-]*)\}|<([A-Za-z_][\w.-]*)>/g;

/**
 * Fills a template. What is filled in loses the characters that no object of the receiver can have; the rest of the
 * template stays as it is. Throws PlaceholderUnknown.
 */
export function fillName(template: string, { own, params = {} }: NameValues, kind: PassiveKind): string {
  return template.replace(PLACEHOLDER, (whole, ownName?: string, paramName?: string) => {
    const [values, name] = ownName === undefined ? [params, paramName!] : [own, ownName];
    if (Object.hasOwn(values, name)) return namePart(kind, values[name]!);
    const known = [...Object.keys(own).map(one => `{${one}}`), ...Object.keys(params).map(one => `<${one}>`)];
    throw new PlaceholderUnknown(template, whole, known);
  });
}
