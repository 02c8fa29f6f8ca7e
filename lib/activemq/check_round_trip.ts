// Plugin check_activemq: a message through the broker and back, and how long it took.
import { randomBytes } from 'node:crypto';
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
import type { StompConnection } from '../stomp/connection';
import { CONNECTION_OPTIONS, connectBroker } from './connection_options';
import { checkDestination } from './destination_name';

interface RoundTrip {
  /** Seconds from SEND to MESSAGE; undefined when it did not come back. */
  readonly seconds: number | undefined;
  /** Seconds for TCP, TLS and login. */
  readonly connectSeconds: number;
}

const MEASURES: readonly Measure<RoundTrip>[] = [
  {
    option: 'time',
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
    {
      name: 'destination',
      short: 'd',
      kind: 'text',
      value: '/topic/NAME',
      description: 'a topic or queue for this check alone',
      default: '/topic/nagios.monitor',
    },
    ...measureOptions(MEASURES),
  ],
  examples: [
    {
      line: 'check_activemq -H mq1 --time-warn 2 --time-crit 5',
      does: 'warns when a message takes 2 seconds',
    },
  ],
  run,
};

async function run(run: PluginRun): Promise<PluginAnswer> {
  const destination = run.values.destination as string;
  checkDestination(destination.replace(/^\/(queue|topic)\//, ''));
  const started = run.clock.monotonic();
  const connection = await connectBroker(run);
  const connected = run.clock.monotonic();
  try {
    const seconds = await roundTrip(connection, destination, run);
    const trip = { seconds, connectSeconds: (connected - started) / 1000 };
    const { status, text } = verdictOn(trip, run);
    const subject = `ActiveMQ ${connection.broker ?? ''}`.trim();
    return {
      status,
      subject: '',
      text: `${subject} ${text}`,
      perfdata: measurePerfdata(MEASURES, trip, run.values),
    };
  } finally {
    // The answer does not wait for a polite goodbye.
    void connection.close();
  }
}

// The broker took the login and lost the message: that was tested, and failed.
function verdictOn(trip: RoundTrip, { values }: PluginRun): Finding {
  const found = verdict(findings(MEASURES, trip, values));
  return trip.seconds === undefined ? { ...found, status: 'CRITICAL' } : found;
}

// Time that is left for writing the answer, ms.
const RESERVE_MS = 100;

// Only our own message counts; others may use the destination, too.
function roundTrip(
  connection: StompConnection,
  destination: string,
  { clock, remainingMs }: PluginRun,
): Promise<number | undefined> {
  const token = randomBytes(16).toString('hex');
  return new Promise((resolve, reject) => {
    const timer = clock.after(Math.max(0, remainingMs() - RESERVE_MS), () => resolve(undefined));
    const sent = clock.monotonic();
    const end = (finish: () => void): void => {
      timer.cancel();
      finish();
    };
    connection.onState(state => {
      if (state.state !== 'connected') end(() => reject(state.error));
    });
    connection.subscribe(destination, message => {
      if (message.body.toString('latin1') === token) {
        end(() => resolve((clock.monotonic() - sent) / 1000));
      }
    });
    const expires = String(Math.ceil(clock.now() + remainingMs()));
    connection.send(destination, { expires }, Buffer.from(token, 'latin1'));
  });
}
