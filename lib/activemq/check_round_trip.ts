// Plugin check_activemq: a message through the broker and back, and how long it took.
import {
  type Finding,
  findings,
  type Measure,
  measureOptions,
  measurePerfdata,
  verdict,
} from '../nagios/measure';
import type { PluginAnswer } from '../nagios/output';
import type { Plugin, PluginRun } from '../nagios/plugin';
import type { StompConnection, StompMessage } from '../stomp/connection';
import { CONNECTION_OPTIONS, UNREACHABLE_OPTION, withBroker } from './connection_options';
import { checkDestination, isWildcard } from './destination_name';
import { BadDestination } from './errors';

interface RoundTrip {
  /** Seconds from SEND to MESSAGE; undefined when it did not come back. */
  readonly seconds: number | undefined;
  /** Seconds for TCP, TLS and login. */
  readonly connectSeconds: number;
}

const MEASURES: readonly Measure<RoundTrip>[] = [
  {
    option: 'time',
    main: true,
    kind: 'limit',
    description: 'time of the message to the broker and back, seconds',
    label: 'time',
    unit: 's',
    always: true,
    needed: true,
    unknown: 'did not give the message back in time',
    value: ({ seconds }) => seconds,
    words: value => `returned the message in ${value.toFixed(3)} s`,
  },
  {
    option: 'connect',
    kind: 'limit',
    description: 'time for connecting and login, seconds',
    label: 'connect',
    unit: 's',
    always: true,
    unknown: 'does not tell how long connecting takes',
    value: ({ connectSeconds }) => connectSeconds,
    words: value => `took ${value.toFixed(3)} s to connect`,
  },
];

export const checkActivemq: Plugin = {
  name: 'check_activemq',
  summary: 'sends a message through an ActiveMQ broker and waits for it',
  subject: 'ActiveMQ',
  options: [
    ...CONNECTION_OPTIONS,
    UNREACHABLE_OPTION,
    {
      name: 'destination',
      short: 'd',
      kind: 'text',
      value: '/topic/NAME',
      description: 'topic or queue the message goes through',
      default: '/topic/nagios.monitor',
    },
    ...measureOptions(MEASURES),
  ],
  examples: [
    {
      line: 'check_activemq -H mq1 -w 2 -c 5 --unreachable critical',
      does: 'warns when a message takes 2 seconds; a broker that is down is critical',
    },
  ],
  run: check,
};

async function check(run: PluginRun): Promise<PluginAnswer> {
  const destination = readDestination(run.values.destination as string);
  const started = run.clock.monotonic();
  return withBroker(run, async connection => {
    const connectSeconds = (run.clock.monotonic() - started) / 1000;
    const seconds = await roundTrip(connection, destination, run);
    const trip = { seconds, connectSeconds };
    const { status, text } = verdictOn(trip, run);
    const perfdata = measurePerfdata(MEASURES, trip, run.values);
    return { status, subject: '', text: `ActiveMQ ${connection.broker} ${text}`, perfdata };
  });
}

// A bare name is a topic's. Throws BadDestination.
function readDestination(text: string): string {
  const [, kind = 'topic', name = text] = /^\/(queue|topic)\/(.*)$/s.exec(text) ?? [];
  checkDestination(name);
  if (isWildcard(name)) throw new BadDestination(name, 'nothing can be sent to a wildcard');
  return `/${kind}/${name}`;
}

// The broker took the login and lost the message: that was tested, and failed.
function verdictOn(trip: RoundTrip, { values }: PluginRun): Finding {
  const found = verdict(findings(MEASURES, trip, values));
  return trip.seconds === undefined ? { ...found, status: 'CRITICAL' } : found;
}

// Only our own message counts; others may use the destination, too, and of a queue we would take theirs away.
const TOKEN = 'fleetspec_check';

function roundTrip(
  connection: StompConnection,
  destination: string,
  { clock, remainingMs, environment }: PluginRun,
): Promise<number | undefined> {
  const token = `${environment.hostname}.${environment.pid}.${Math.random().toString(36).slice(2)}`;
  return new Promise((resolve, reject) => {
    const timer = clock.after(remainingMs(), () => resolve(undefined));
    const sent = clock.monotonic();
    const end = (finish: () => void): void => {
      timer.cancel();
      finish();
    };
    connection.onState(state => {
      if (state.state !== 'connected') end(() => reject(state.error));
    });
    const onMessage = ({ headers }: StompMessage): void => {
      if (headers[TOKEN] === token) end(() => resolve((clock.monotonic() - sent) / 1000));
    };
    connection.subscribe(destination, onMessage, { selector: `${TOKEN} = '${token}'` });
    const expires = String(Math.ceil(clock.now() + remainingMs()));
    connection.send(destination, { expires, [TOKEN]: token }, Buffer.from(token));
  });
}
