// Whether hosts reach an address with real traffic: a ping sent by the hosts themselves, with MCollective's agent
// `nettest`.
import type { Reply } from '../../rpc/reply';
import { amountIn } from '../assertion/amount_in';
import { expectOfHosts, type Scene } from '../assertion/expect_of_hosts';
import { measureHosts } from '../assertion/measure_hosts';
import { type AskHosts, askAgent, mapReadings } from '../assertion/readings';
import { type ClaimText, needsEachValue } from '../language/claim';
import { type ComparisonText, parseComparison, requireKind } from '../language/comparison';
import { showSeconds } from '../show_seconds';

/** Of one host. */
interface Ping {
  /** Seconds; undefined when there was no answer. */
  readonly roundTrip: number | undefined;
}

// The words of the agent for it. One that cannot look a name up has not tried.
const NO_ANSWER = /^Cannot reach host$/;

/** `needsAnswer`: where there is none, nothing is known. */
function askPing(address: string, needsAnswer = false): AskHosts<Ping> {
  return askAgent<Ping>({
    agent: 'nettest',
    action: 'ping',
    args: { fqdn: address },
    isAnswer: reply => !needsAnswer && isSilence(reply),
    read: reply => (isSilence(reply) ? { roundTrip: undefined } : pingOf(reply)),
    vague: 'the answer holds no round trip time',
  });
}

const isSilence = ({ statuscode, statusmsg }: Reply): boolean =>
  statuscode === 1 && NO_ANSWER.test(statusmsg);

function pingOf({ data }: Reply): Ping | undefined {
  const milliseconds = amountIn(data.rtt);
  return milliseconds === undefined ? undefined : { roundTrip: milliseconds / 1000 };
}

const show = ({ roundTrip }: Ping): string =>
  roundTrip === undefined ? 'no answer' : `an answer in ${showSeconds(roundTrip)}`;

/** Throws as expectOfHosts does. */
export async function expectPing(claim: ClaimText, address: string, scene: Scene): Promise<void> {
  const holds = ({ roundTrip }: Ping): boolean => roundTrip !== undefined;
  const subject = `ping of ${address}`;
  await expectOfHosts(claim, askPing(address), { subject, expected: 'answered', holds, show }, scene);
}

/** The round trip time compares so; of an address that does not answer it does not, and neither is it denied. Throws as expectOfHosts does. */
export async function expectRoundTrip(
  claim: ClaimText,
  address: string,
  limit: ComparisonText,
  scene: Scene,
): Promise<void> {
  const comparison = requireKind(parseComparison(limit), 'seconds', 'a round-trip time');
  const measure = measureHosts('round_trip', comparison, scene.run, 'seconds');
  await expectOfHosts(
    claim,
    askPing(address, needsEachValue(claim)),
    {
      subject: `round-trip time to ${address}`,
      expected: comparison.text,
      holds: ({ roundTrip }) => roundTrip !== undefined && comparison.holds(roundTrip),
      show,
      measure: (readings, made) =>
        measure(
          mapReadings(readings, ({ roundTrip }) => roundTrip),
          made,
        ),
    },
    scene,
  );
}
