// Arguments of a request as they may be shown: what is secret by its name is hidden, at every depth.
import { isPlainHash, type Plain } from '../marshal/plain';
import { HIDDEN, isSecretName } from '../util/secret_name';

/** `onSecret` is told every hidden text. */
export function shownArguments(value: Plain, onSecret: (text: string) => void): Plain {
  if (Array.isArray(value)) return value.map(item => shownArguments(item, onSecret));
  if (!isPlainHash(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      if (!isSecretName(name)) return [name, shownArguments(item, onSecret)];
      for (const text of texts(item)) onSecret(text);
      return [name, HIDDEN];
    }),
  );
}

function texts(value: Plain): string[] {
  if (Array.isArray(value)) return value.flatMap(texts);
  if (isPlainHash(value)) return Object.values(value).flatMap(texts);
  if (Buffer.isBuffer(value)) return [value.toString('utf8')];
  return value === null || typeof value === 'boolean' ? [] : [String(value)];
}
