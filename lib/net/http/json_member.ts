// A member of a JSON body by its path: `status`, `checks.database.ok`, `nodes[0].name`.

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** Undefined for what is not there; `problem` for a body that is no JSON, or a path that is none. */
export function jsonMember(
  body: string,
  path: string,
): { value: JsonValue | undefined } | { problem: string } {
  const keys = keysOf(path);
  if (!keys) return { problem: `"${path}" is no path to a member` };
  let value: JsonValue | undefined;
  try {
    value = JSON.parse(body.replace(/^\ufeff/, ''));
  } catch {
    return { problem: 'the body is no JSON' };
  }
  for (const key of keys) value = memberOf(value, key);
  return { value };
}

function memberOf(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as { [key: string]: JsonValue })[key];
}

// `a.b[0]["c.d"]`; a leading `$` as other tools write it.
function keysOf(path: string): string[] | undefined {
  const text = path.trim().replace(/^\$\.?/, '');
  const keys: string[] = [];
  const part = /(?:^|\.)([^.[\]"\s]+)|\[(\d{1,9})\]|\[["']([^"'\]]+)["']\]/gy;
  while (part.lastIndex < text.length) {
    const match = part.exec(text);
    if (!match) return undefined;
    keys.push(match[1] ?? match[2] ?? match[3]!);
  }
  return keys;
}

/** As a sentence compares it: texts as they are, anything else as JSON. */
export function jsonText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
