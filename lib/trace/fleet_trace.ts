// The decorators of one traced fleet connection.
import type { FleetTrace } from '../rpc/fleet';
import { type FrameTapOptions, frameTap } from './frame_tap';
import type { TraceLog } from './trace_log';
import { TracingConnection } from './tracing_connection';
import { TracingSecurity } from './tracing_security';

/** For `Fleet.connect`; what goes through is told to `log`. */
export function fleetTrace(log: TraceLog, options: FrameTapOptions): FleetTrace {
  return {
    connectSocket: frameTap(log, options),
    connection: connection => new TracingConnection(connection, log),
    security: provider => new TracingSecurity(provider, log),
  };
}
