// Where a Puppet server of a lab sends the reports of its nodes: Puppet's own store keeps one of each minute only.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Lab } from './lab';

/** One run of a node, by its own clock. Times are epoch ms. */
export interface RunReport {
  readonly host: string;
  readonly began: number;
  readonly ended: number;
  readonly status: string;
  readonly environment: string;
  readonly noop: boolean;
  readonly text: string;
}

export class ReportInbox {
  private constructor(
    readonly url: string,
    /** In the order in which they came. */
    readonly reports: readonly RunReport[],
  ) {}

  /** Listens until the lab closes. */
  static async open(lab: Lab): Promise<ReportInbox> {
    const reports: RunReport[] = [];
    const server = createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', part => {
        text += part;
      });
      request.once('end', () => {
        reports.push(parseReport(text));
        response.end();
      });
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const close = (): void => {
      server.close();
      server.closeAllConnections();
    };
    lab.atEnd({ end: close, endNow: close });
    return new ReportInbox(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, reports);
  }
}

// It ends with its last line in the log, or that of the last resource.
function parseReport(text: string): RunReport {
  const field = (name: string): string =>
    new RegExp(`^${name}: '?([^'\\n]*)`, 'm').exec(text)?.[1] ?? `no ${name}`;
  const times = [...text.matchAll(/^ +time: '([^']+)'$/gm)].map(([, time]) => Date.parse(time!));
  const began = Date.parse(field('time'));
  return {
    host: field('host'),
    began,
    ended: times.reduce((a, b) => Math.max(a, b), began),
    status: field('status'),
    environment: field('environment'),
    noop: field('noop') === 'true',
    text,
  };
}
