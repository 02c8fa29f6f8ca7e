// Who understood whom: filled by the lab, and shown in docs/compatibility.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SecurityScheme } from './security_keys';

export type Way = 'broadcast' | 'direct';
export type Client = 'fleetspec' | 'mco';
export type Daemon = 'fleetspecd' | 'mcollectived';

const PAGE = join(__dirname, '../../../docs/compatibility.md');
const BEGIN = '<!-- interop matrix: written by the lab -->';
const END = '<!-- end of the interop matrix -->';

const PAIRS: readonly (readonly [Client, Daemon])[] = [
  ['fleetspec', 'fleetspecd'],
  ['fleetspec', 'mcollectived'],
  ['mco', 'fleetspecd'],
  ['mco', 'mcollectived'],
];

const NAMES: Readonly<Record<SecurityScheme, string>> = {
  psk: 'psk',
  'ssl-marshal': 'ssl, Marshal',
  'ssl-yaml': 'ssl, YAML',
  'aes-marshal': 'aes_security, Marshal',
  'aes-yaml': 'aes_security, YAML',
};

export class InteropMatrix {
  readonly #heard = new Set<string>();

  /** Only what was seen to work is recorded; the rest is shown as failed. */
  heard(client: Client, daemon: Daemon, scheme: SecurityScheme, way: Way): void {
    this.#heard.add([client, daemon, scheme, way].join(' '));
  }

  table(): string {
    const head = `| security | way | ${PAIRS.map(([client, daemon]) => `${client} → ${daemon}`).join(' | ')} |`;
    const rule = `|${' --- |'.repeat(PAIRS.length + 2)}`;
    const rows = (Object.keys(NAMES) as SecurityScheme[]).flatMap(scheme =>
      (['broadcast', 'direct'] as const).map(way => this.#row(scheme, way)),
    );
    return [head, rule, ...rows].join('\n');
  }

  #row(scheme: SecurityScheme, way: Way): string {
    const cells = PAIRS.map(([client, daemon]) =>
      this.#heard.has([client, daemon, scheme, way].join(' ')) ? 'works' : '**fails**',
    );
    return `| ${NAMES[scheme]} | ${way} | ${cells.join(' | ')} |`;
  }
}

/** The table as the page has it. */
export function shownMatrix(): string {
  const { before, after, text } = parts();
  return text.slice(before, after).trim();
}

export function writeMatrix(table: string): void {
  const { before, after, text } = parts();
  writeFileSync(PAGE, `${text.slice(0, before)}\n${table}\n${text.slice(after)}`);
}

function parts(): { text: string; before: number; after: number } {
  const text = readFileSync(PAGE, 'utf8');
  const [begin, after] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || after < begin) throw new Error(`${PAGE} has no place for the matrix`);
  return { text, before: begin + BEGIN.length, after };
}
