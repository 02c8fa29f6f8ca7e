// Starting, stopping and restarting a service on many hosts.
import type { Reply } from '../../rpc/reply';
import type { ChosenHosts } from '../assertion/readings';
import { textIn } from '../assertion/text_in';
import { changeHosts, changeWithoutUndo } from '../change_hosts';
import type { CheckContext } from '../check_context';
import { askService, SERVICE_AGENT, type ServiceStatus } from './service';

type Verb = 'start' | 'stop';

const AFTER: Readonly<Record<Verb, ServiceStatus>> = { start: 'running', stop: 'stopped' };
const BACK: Readonly<Record<Verb, Verb>> = { start: 'stop', stop: 'start' };
const UNDONE: Readonly<Record<Verb, string>> = { start: 'stopped', stop: 'started' };

/** Hosts where the service is so already are left alone, and stay so when the rest is undone. As changeHosts throws. */
export async function changeService(
  verb: Verb,
  name: string,
  hosts: ChosenHosts,
  context: CheckContext,
): Promise<void> {
  const args = { service: name };
  const change = {
    ...{ agent: SERVICE_AGENT, action: verb, args, ask: askService(name) },
    ...{ subject: `service ${name}`, expected: AFTER[verb] },
    isDone: (status: ServiceStatus) => status === AFTER[verb],
    contradiction: (reply: Reply) => otherThan(AFTER[verb], reply),
    undo: () => ({
      key: `${verb} service ${name}`,
      undone: `${UNDONE[verb]} service ${name}`,
      call: { agent: SERVICE_AGENT, action: BACK[verb], args },
    }),
  };
  await changeHosts(change, hosts, context);
}

/** It cannot be undone. Throws as changeWithoutUndo does. */
export async function restartService(name: string, hosts: ChosenHosts, context: CheckContext): Promise<void> {
  const asked = { agent: SERVICE_AGENT, action: 'restart', args: { service: name } };
  const contradiction = (reply: Reply): string | undefined => otherThan('running', reply);
  const change = { ...asked, subject: `service ${name}`, expected: 'running again', contradiction };
  await changeWithoutUndo(change, hosts, context);
}

function otherThan(expected: ServiceStatus, { data }: Reply): string | undefined {
  const status = textIn(data.status);
  return status === expected ? undefined : status;
}
