// Which inputs are secrets, by their names: their values are not written down.

export { isSecretName as isSecretInput } from '../../util/secret_name';

/** Stands where a value is a secret. */
export const HIDDEN = '(hidden)';
