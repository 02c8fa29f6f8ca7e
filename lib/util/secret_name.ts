// Which names stand for secrets: the values under them are neither shown nor written down.

const SECRET = /pass|pwd|psk|secret|token|credential|private|(^|[._-]|api)key/i;
const CAMEL_KEY = /[a-z]Key$/;

/** Rather one too many: `passwd`, `db_password`, `api_key`, `apiKey`, `token`. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name) || CAMEL_KEY.test(name);
}
