// Which names stand for secrets: the values under them are neither shown nor written down.

/** Stands where a secret would. */
export const HIDDEN = '(hidden)';

const SECRET = /pass|pwd|psk|secret|token|credential|private|(^|[._-]|api)key/i;
const CAMEL_KEY = /[a-z]Key$/;
const SECRET_SETTING = /pass(word|code|phrase)?$|psk$|secret|token|private|credential|(^|[._-])key$/i;

/** Of an input, a fact or a field; rather one too many: `passwd`, `db_password`, `api_key`, `apiKey`, `token`. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name) || CAMEL_KEY.test(name);
}

/** Of a setting (`registration.mongopassword`), where `psk.callertype` and `password_file` tell no secret. */
export function isSecretSetting(name: string): boolean {
  return SECRET_SETTING.test(name);
}
