// What scenarios log and attach, without the secrets of their run: `cucumber-js` has its messages from here, and nobody
// else in between.
import type { Redactor } from '../lib/util/redactor';
import type { IWorldOptions } from './cucumber';

/** Streams are passed on as they are: nobody can tell where in them a secret begins. */
export function discreet<T>(options: IWorldOptions<T>, redactor: Redactor): IWorldOptions<T> {
  const { log } = options;
  const attach = options.attach as (...given: unknown[]) => unknown;
  const link = options.link as (...urls: string[]) => unknown;
  const clean = (data: unknown): unknown => {
    if (typeof data === 'string') return redactor.text(data);
    return Buffer.isBuffer(data) ? Buffer.from(redactor.base64(data.toString('base64')), 'base64') : data;
  };
  return {
    ...options,
    log: text => log(redactor.text(String(text))),
    link: ((...urls: string[]) => link(...urls.map(url => redactor.text(url)))) as IWorldOptions['link'],
    attach: ((data: unknown, ...more: unknown[]) => attach(clean(data), ...more)) as IWorldOptions['attach'],
  };
}
