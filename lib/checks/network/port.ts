// Whether a TCP port takes connections, and how fast.
import type { Endpoint } from '../../net/endpoint';
import { endpointName } from '../../net/endpoint';
import { type Failed, isFailed } from '../../net/fault';
import { type Knock, knock } from '../../net/open_socket';
import { expectValue, type ValueSentence } from '../assertion/expect_value';
import type { CheckContext } from '../check_context';
import { hostIn, portIn } from './endpoint_in';
import { expectNumber, type NumberSentence } from './expect_number';
import { numberText } from './number_text';
import { reached } from './reached';
import { thingLabel } from './thing_label';

export interface PortSentence {
  readonly host: string;
  /** As the sentence has it. */
  readonly port: string;
}

/** Throws as expectValue does. */
export async function expectPortOpen(
  { host, port, ...sentence }: PortSentence & ValueSentence,
  run: CheckContext,
): Promise<void> {
  const endpoint = { host: hostIn(host), port: portIn(port) };
  await expectValue(
    sentence,
    endpoint.host,
    async () => reached(await askPort(endpoint, run), endpointName(endpoint), sentence.modal, 'counts'),
    {
      subject: `port ${port}`,
      expected: 'open',
      holds: answer => !isFailed(answer),
      show: answer =>
        isFailed(answer) ? answer.fault.text : `open after ${numberText(answer.ms / 1000, 'seconds')}`,
    },
    run,
  );
}

/** The time until a port has taken a connection. */
export async function expectConnectTime(
  { host, port, ...sentence }: PortSentence & NumberSentence,
  run: CheckContext,
): Promise<void> {
  const endpoint = { host: hostIn(host), port: portIn(port) };
  const name = endpointName(endpoint);
  await expectNumber(
    sentence,
    {
      thing: endpoint.host,
      subject: `time to connect to port ${port}`,
      label: thingLabel('connect', name),
      kind: 'seconds',
      look: async () => reached(await askPort(endpoint, run), name, sentence.modal, 'says nothing'),
      numberOf: answer => (isFailed(answer) ? undefined : answer.ms / 1000),
      showOther: answer => (isFailed(answer) ? answer.fault.text : ''),
    },
    run,
  );
}

function askPort(endpoint: Endpoint, run: CheckContext): Promise<Knock | Failed> {
  return run.observe<Knock | Failed>({ kind: 'tcp', question: endpoint }, limits => knock(endpoint, limits));
}
