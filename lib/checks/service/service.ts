// System services of hosts: whether they run, and whether they start with the system; asked of MCollective's agent
// `service`. `enabled` is an output of fleetspecd's, other daemons do not tell.
import { expectOfHosts, type Scene } from '../assertion/expect_of_hosts';
import { type AskHosts, askAgent } from '../assertion/readings';
import { textIn } from '../assertion/text_in';
import type { ClaimText } from '../language/claim';

/** One that systemd is about to start again, as it does after a crash, neither runs nor is it stopped. */
export type ServiceStatus = 'running' | 'stopped' | 'starting' | 'stopping';

export const SERVICE_AGENT = 'service';

const AT_BOOT: ReadonlyMap<string, boolean> = new Map([
  ['enabled', true],
  ['disabled', false],
  ['masked', false],
]);

/** What the agent says the service does now. */
export function askService(name: string): AskHosts<ServiceStatus> {
  return askAgent<ServiceStatus>({
    agent: SERVICE_AGENT,
    action: 'status',
    args: { service: name },
    read: ({ data }) => statusOf(textIn(data.status), textIn(data.state) ?? ''),
    vague: `the answer does not say whether ${name} is running`,
  });
}

// `state` is systemd's word, told by fleetspecd only.
function statusOf(status: string | undefined, state: string): ServiceStatus | undefined {
  if (status === 'stopped' && state.startsWith('activating')) return 'starting';
  if (status === 'stopped' && state.startsWith('deactivating')) return 'stopping';
  return status === 'running' || status === 'stopped' ? status : undefined;
}

/** Throws as expectOfHosts does. */
export async function expectService(
  claim: ClaimText,
  name: string,
  expected: ServiceStatus,
  scene: Scene,
): Promise<void> {
  const holds = (status: ServiceStatus): boolean => status === expected;
  await expectOfHosts(
    claim,
    askService(name),
    { subject: `service ${name}`, expected, holds, show: String },
    scene,
  );
}

/** The service starts with the system. Words of the system that are neither yes nor no are a doubt. */
export async function expectServiceAtBoot(claim: ClaimText, name: string, scene: Scene): Promise<void> {
  const ask = askAgent<boolean>({
    agent: SERVICE_AGENT,
    action: 'status',
    args: { service: name },
    read: ({ data }) => AT_BOOT.get(textIn(data.enabled) ?? ''),
    vague: ({ data }) =>
      `the answer does not say whether ${name} starts with the system: ${textIn(data.enabled) ?? 'nothing'}`,
  });
  await expectOfHosts(
    claim,
    ask,
    {
      subject: `service ${name} at boot`,
      expected: 'enabled',
      holds: enabled => enabled,
      show: enabled => (enabled ? 'enabled' : 'disabled'),
    },
    scene,
  );
}
