// A fleet plugin's connection to its fleet, for one run.
import type { Config } from '../config/config';
import type { PluginRun } from '../nagios/plugin';
import type { Fleet } from '../rpc/fleet';
import { FleetTime } from './fleet_time';

export interface FleetSession {
  readonly fleet: Fleet;
  readonly time: FleetTime;
}

/** Throws the errors of lib/config and lib/stomp. Tests have their own. */
export type OpenFleet = (run: PluginRun) => Promise<FleetSession>;

/** Connects as the configuration says, to a broker that answers in time. */
export const openFleet: OpenFleet = async run => {
  const { environment, clock, signal, values } = run;
  // Help and errors in options need none of it.
  const [{ loadConfig }, { Fleet }, { StompSession }] = await Promise.all([
    import('../config/load_config'),
    import('../rpc/fleet'),
    import('../stomp/session'),
  ]);
  const config = loadConfig(environment, { role: 'client', file: values.config as string | undefined });
  const time = new FleetTime(run, config.rpc);
  const { broker } = config;
  const connectTimeoutMs = Math.min(broker.connectTimeoutMs, time.connectMs(broker.pool.length));
  const options = { environment, clock, signal, ...collectiveOf(run), ...(await dataDdls(run, config)) };
  const connection = await StompSession.connect({
    ...broker,
    ...{ connectTimeoutMs, reconnect: false, clock, signal },
  });
  return { fleet: await Fleet.connect(config, { ...options, connection }), time };
};

/** Runs `work` on a fleet, and leaves it. Throws what `open` and `work` throw. */
export async function withFleet<Result>(
  open: OpenFleet,
  run: PluginRun,
  work: (session: FleetSession) => Promise<Result>,
): Promise<Result> {
  const session = await open(run);
  try {
    return await work(session);
  } finally {
    // The answer does not wait for a polite goodbye.
    void session.fleet.close();
  }
}

function collectiveOf({ values }: PluginRun): { collective?: string } {
  const collective = values.target as string | undefined;
  return collective === undefined ? {} : { collective };
}

// What -S asks of data plugins is checked, and waited for, by their DDLs.
async function dataDdls({ values }: PluginRun, { libDirs }: Config) {
  if ((values.select as readonly string[]).length === 0) return {};
  const { DdlLibrary } = await import('../ddl/ddl_library');
  return { ddls: new DdlLibrary(libDirs) };
}
