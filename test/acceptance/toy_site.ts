// A small site in this process: the embedded broker, nodes on emulated hosts, a configuration, and the command line.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { Broker } from '../../lib/broker/broker';
import { runCli } from '../../lib/cli/entry';
import { loadConfig } from '../../lib/config/load_config';
import { EmulatedFleet, type EmulatedNode } from '../../lib/emulator/emulated_fleet';
import { type Environment, processEnvironment } from '../../lib/environment';

export const PROJECT = resolve(__dirname, '../..');
const LOGIN = { user: 'mcollective', password: 'marionette' };

export interface Answer {
  readonly code: number;
  /** The first line up to the performance data. */
  readonly first: string;
  readonly perfdata: string;
  /** The lines after the first. */
  readonly more: readonly string[];
  readonly stderr: string;
}

export interface SiteConfig {
  readonly user?: string;
  readonly password?: string;
  readonly psk?: string;
  readonly port?: number;
  readonly checks?: Record<string, unknown>;
  /** Time for replies in ms. */
  readonly timeoutMs?: number;
  /** Longest time for discovery in ms, and the silence that ends it. */
  readonly discovery?: { readonly capMs: number; readonly quietMs: number };
}

export class ToySite {
  readonly folder = mkdtempSync(join(tmpdir(), 'fleetspec-site-'));
  fleet!: EmulatedFleet;
  broker!: Broker;

  static async start(nodes: readonly EmulatedNode[]): Promise<ToySite> {
    const site = new ToySite();
    site.broker = await Broker.start({ users: { [LOGIN.user]: LOGIN.password } });
    site.fleet = await site.join(nodes);
    return site;
  }

  /** More nodes on the same broker; the caller stops them. */
  join(nodes: readonly EmulatedNode[]): Promise<EmulatedFleet> {
    const environment = processEnvironment();
    const config = loadConfig(environment, { role: 'server', file: this.configFile() });
    return EmulatedFleet.start({ config, environment, nodes });
  }

  async stop(): Promise<void> {
    await this.fleet.stop();
    await this.broker.stop();
    rmSync(this.folder, { recursive: true });
  }

  /** Writes a configuration for this site; returns its path. */
  configFile(settings: SiteConfig = {}): string {
    const { user = LOGIN.user, password = LOGIN.password, psk = 'toy', port = this.broker.port } = settings;
    const { checks = {}, timeoutMs = 2000, discovery = { capMs: 500, quietMs: 100 } } = settings;
    const file = join(this.folder, 'fleetspec.yaml');
    const config = {
      broker: { pool: [{ host: '127.0.0.1', port, user, password }] },
      security: { psk },
      rpc: {
        timeout: `${timeoutMs}ms`,
        discovery_cap: `${discovery.capMs}ms`,
        discovery_quiet: `${discovery.quietMs}ms`,
      },
      checks: { state_dir: join(this.folder, 'state'), ...checks },
    };
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    return file;
  }

  /** Writes a feature; returns its path. */
  feature(text: string, name = 'toy.feature'): string {
    const file = join(this.folder, name);
    writeFileSync(file, text);
    return file;
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  /** `fleetspec check` in this process, from the project's folder. */
  async check(
    feature: string,
    argv: readonly string[] = [],
    settings: SiteConfig = {},
    overrides: Partial<Environment> = {},
  ): Promise<Answer> {
    const words = ['check', feature, '--config', this.configFile(settings), ...argv];
    const { code, stdout, stderr } = await this.fleetspec(words, overrides);
    return { code, stderr, ...splitAnswer(stdout) };
  }

  /** The command line as it is, without a configuration. */
  async fleetspec(
    argv: readonly string[],
    overrides: Partial<Environment> = {},
  ): Promise<{ code: number; stdout: string; stderr: string }> {
    const [stdout, stderr] = [new Sink(), new Sink()];
    let code = Number.NaN;
    const environment: Environment = {
      ...processEnvironment(),
      cwd: PROJECT,
      home: this.folder,
      argv,
      env: {},
      stdin: Readable.from([]) as Environment['stdin'],
      stdout,
      stderr,
      exit(status) {
        code = status;
        return undefined as never;
      },
      ...overrides,
    };
    await runCli(environment);
    return { code, stdout: stdout.text, stderr: stderr.text };
  }
}

export function splitAnswer(stdout: string): Pick<Answer, 'first' | 'perfdata' | 'more'> {
  const [line = '', ...more] = stdout.trimEnd().split('\n');
  const [first = '', perfdata = ''] = line.split('|');
  return { first, perfdata, more };
}

class Sink extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
