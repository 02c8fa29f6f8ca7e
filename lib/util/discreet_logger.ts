// A logger that tells no secrets.
import type { Logger } from './logger';
import type { Redactor } from './redactor';

export function discreetLogger(logger: Logger, redactor: Redactor): Logger {
  const tell =
    (level: keyof Logger): Logger['info'] =>
    (message, fields) =>
      logger[level](redactor.text(message), fields && redactor.data(fields));
  return { error: tell('error'), warn: tell('warn'), info: tell('info'), debug: tell('debug') };
}
