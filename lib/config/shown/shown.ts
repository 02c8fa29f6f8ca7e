// Settings as they may be shown: of secrets only whether they are set.
import { isSecretSetting } from '../../util/secret_name';

export type Shown = string | number | boolean | readonly Shown[] | ShownSection;
export interface ShownSection {
  readonly [key: string]: Shown;
}

/** Names and values of the user's own. */
export function shownSettings(settings: Readonly<Record<string, string>>): Shown {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, isSecretSetting(name) ? setOrNot(value) : value]),
  );
}

export function setOrNot(secret: string | undefined): string {
  return secret ? '(set)' : '(not set)';
}
