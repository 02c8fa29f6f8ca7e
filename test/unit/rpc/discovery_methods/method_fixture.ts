// A folder, a standard input and a query for discovery methods; the folder goes when its suite is over.
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after } from 'node:test';
import type { Environment } from '../../../../lib/environment';
import type { DiscoveryQuery } from '../../../../lib/rpc/discovery_methods/discovery_method';
import { FakeClock } from '../fake_clock';
import { makeConfig } from '../fake_fleet';

export class MethodFixture {
  readonly folder = mkdtempSync(join(tmpdir(), 'fleetspec-method-'));
  readonly clock = new FakeClock();

  constructor() {
    after(() => rmSync(this.folder, { recursive: true }));
  }

  /** Returns the path; `ageSeconds` by the fake clock. */
  write(name: string, text: string, ageSeconds = 0, mode = 0o600): string {
    const path = join(this.folder, name);
    writeFileSync(path, text, { mode });
    const seconds = this.clock.now() / 1000 - ageSeconds;
    utimesSync(path, seconds, seconds);
    return path;
  }

  query(
    options: readonly string[] = [],
    more: Partial<DiscoveryQuery> & { stdin?: string } = {},
  ): DiscoveryQuery {
    const { stdin = '', ...rest } = more;
    const environment = { cwd: this.folder, stdin: Readable.from([stdin]) } as unknown as Environment;
    const context = { config: makeConfig(), environment, clock: this.clock, collective: 'mcollective' };
    return {
      options,
      ownAgent: undefined,
      timeoutMs: undefined,
      signal: undefined,
      input: undefined,
      context,
      ...rest,
    };
  }
}

/** The sentence it is refused with. */
export async function sentenceOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}
