// Whether hosts can connect to a TCP port: tried by the hosts themselves, with MCollective's agent `nettest`.
import type { Reply } from '../../rpc/reply';
import { amountIn } from '../assertion/amount_in';
import { expectOfHosts, type Scene } from '../assertion/expect_of_hosts';
import { flagIn } from '../assertion/flag_in';
import { measureHosts } from '../assertion/measure_hosts';
import { type AskHosts, askAgent, mapReadings } from '../assertion/readings';
import { textIn } from '../assertion/text_in';
import { BadSentence } from '../errors';
import { type ClaimText, needsEachValue } from '../language/claim';
import { type ComparisonText, parseComparison, requireKind } from '../language/comparison';
import { showSeconds } from '../show_seconds';

/** Of one host. */
interface Connection {
  readonly connected: boolean;
  /** Seconds; undefined where it was not connected. */
  readonly seconds: number | undefined;
  /** `refused`, `timed out`, or the system's word. */
  readonly ending: string;
}

const LAST_PORT = 65_535;

const ENDINGS: ReadonlyMap<string, string> = new Map([
  ['connection refused', 'refused'],
  ['connection timeout', 'timed out'],
  ['econnrefused', 'refused'],
  ['etimedout', 'timed out'],
  ['ehostunreach', 'no route to it'],
  ['enetunreach', 'no route to its network'],
  ['econnreset', 'reset'],
]);

/** What nothing is known without: of connections the time, or the time of a connection. */
type Need = 'nothing' | 'its time' | 'a connection';

function askConnection(address: string, port: number, need: Need = 'nothing'): AskHosts<Connection> {
  if (port < 1 || port > LAST_PORT)
    throw new BadSentence(`${port} is no TCP port`, `a port is a number from 1 to ${LAST_PORT}`);
  return askAgent({
    agent: 'nettest',
    action: 'connect',
    args: { fqdn: address, port },
    read: reply => {
      const found = connectionOf(reply);
      if (need === 'nothing' || found?.seconds !== undefined) return found;
      return found?.connected || need === 'a connection' ? undefined : found;
    },
    vague: reply =>
      need === 'a connection' && connectionOf(reply)?.connected === false
        ? 'it could not connect'
        : `the answer does not say whether ${need === 'nothing' ? '' : 'and how fast '}it could connect`,
  });
}

function connectionOf({ data }: Reply): Connection | undefined {
  const connected = flagIn(data.connect);
  if (connected === undefined) return undefined;
  const seconds = amountIn(data.connect_time);
  if (connected) return { connected, seconds, ending: 'connected' };
  // MCollective calls all it has no word for "Connection Refused"; `problem` of fleetspecd tells them apart.
  const status = textIn(data.connect_status) ?? 'not connected';
  const word = status === 'Connection Timeout' ? status : (textIn(data.problem) ?? status);
  return { connected, seconds: undefined, ending: ENDINGS.get(word.toLowerCase()) ?? word };
}

/** Throws as expectOfHosts does, and BadSentence. */
export async function expectConnection(
  claim: ClaimText,
  address: string,
  port: number,
  scene: Scene,
): Promise<void> {
  await expectEnding(claim, address, port, 'connected', scene);
}

/** It is not connected, and in this way: a firewall that drops is told from one that rejects. As expectOfHosts. */
export async function expectNoConnection(
  claim: ClaimText,
  address: string,
  port: number,
  ending: 'refused' | 'timed out',
  scene: Scene,
): Promise<void> {
  await expectEnding(claim, address, port, ending, scene);
}

async function expectEnding(
  claim: ClaimText,
  address: string,
  port: number,
  expected: string,
  scene: Scene,
): Promise<void> {
  await expectOfHosts(
    claim,
    askConnection(address, port),
    {
      subject: `TCP port ${port} of ${address}`,
      expected,
      holds: ({ ending }) => ending === expected,
      show: ({ ending }) => ending,
    },
    scene,
  );
}

/** Connecting takes so long; not connected at all, it does not compare, and is not denied either. Throws as expectOfHosts does. */
export async function expectConnectTime(
  claim: ClaimText,
  address: string,
  port: number,
  limit: ComparisonText,
  scene: Scene,
): Promise<void> {
  const comparison = requireKind(parseComparison(limit), 'seconds', 'the time to connect');
  const measure = measureHosts('connect_time', comparison, scene.run, 'seconds');
  await expectOfHosts(
    claim,
    askConnection(address, port, needsEachValue(claim) ? 'a connection' : 'its time'),
    {
      subject: `time to connect to TCP port ${port} of ${address}`,
      expected: comparison.text,
      holds: ({ seconds }) => seconds !== undefined && comparison.holds(seconds),
      show: ({ seconds, ending }) => (seconds === undefined ? ending : showSeconds(seconds)),
      measure: (readings, made) =>
        measure(
          mapReadings(readings, ({ seconds }) => seconds),
          made,
        ),
    },
    scene,
  );
}
