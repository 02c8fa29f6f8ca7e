// Enabling, disabling and running Puppet on many hosts, by MCollective's agent `puppet`.
import type { Reply } from '../../rpc/reply';
import { flagIn } from '../assertion/flag_in';
import { askAgent, type ChosenHosts } from '../assertion/readings';
import { textIn } from '../assertion/text_in';
import { changeHosts, changeWithoutUndo, type HostUndo } from '../change_hosts';
import type { CheckContext } from '../check_context';
import { BadSentence } from '../errors';

const PUPPET = 'puppet';

interface Switch {
  readonly enabled: boolean;
  /** Why it is disabled. */
  readonly message: string | undefined;
}

/** Of the agent. */
const LONGEST_MESSAGE = 120;
// What its validator `shellsafe` refuses.
const UNSAFE = /[`$;|&<>]/;

const askSwitch = askAgent<Switch>({
  agent: PUPPET,
  action: 'status',
  read: ({ data }: Reply) => {
    const enabled = flagIn(data.enabled);
    return enabled === undefined ? undefined : { enabled, message: textIn(data.disable_message) };
  },
  vague: 'the answer does not say whether Puppet is enabled',
});

/** `message` tells others why. Throws as changeHosts does, and BadSentence for a message no node takes. */
export async function disablePuppet(
  message: string,
  hosts: ChosenHosts,
  context: CheckContext,
): Promise<void> {
  if (!isGood(message))
    throw new BadSentence(
      `no node takes the message "${message}"`,
      `write 1 to ${LONGEST_MESSAGE} characters, and none of \` $ ; | & < >`,
    );
  const asked = { agent: PUPPET, action: 'disable', args: { message }, subject: PUPPET_SUBJECT };
  const undo = (): HostUndo => ({
    key: 'disable Puppet',
    undone: 'enabled Puppet',
    call: { agent: PUPPET, action: 'enable', args: {} },
  });
  const isDone = ({ enabled }: Switch): boolean => !enabled;
  const contradiction = ({ data }: Reply) => (flagIn(data.enabled) === true ? 'enabled' : undefined);
  const change = { ...asked, expected: 'disabled', ask: askSwitch, isDone, undo, contradiction };
  await changeHosts(change, hosts, context);
}

const PUPPET_SUBJECT = 'Puppet';

/** When that is undone, hosts get the message back that they had. Throws as changeHosts does. */
export async function enablePuppet(hosts: ChosenHosts, context: CheckContext): Promise<void> {
  const asked = { agent: PUPPET, action: 'enable', subject: PUPPET_SUBJECT };
  const isDone = ({ enabled }: Switch): boolean => enabled;
  const contradiction = ({ data }: Reply) => (flagIn(data.enabled) === false ? 'disabled' : undefined);
  const change = { ...asked, expected: 'enabled', ask: askSwitch, isDone, undo: disableAgain, contradiction };
  await changeHosts(change, hosts, context);
}

function disableAgain({ message }: Switch): HostUndo {
  const again = message !== undefined && isGood(message) ? message : 'disabled again';
  return {
    key: `enable Puppet (${again})`,
    undone: 'disabled Puppet',
    call: { agent: PUPPET, action: 'disable', args: { message: again } },
  };
}

const isGood = (message: string): boolean =>
  message.trim() !== '' && message.length <= LONGEST_MESSAGE && !UNSAFE.test(message);

/** Now, without splay; it cannot be undone. Throws as changeWithoutUndo does. */
export async function runPuppet(hosts: ChosenHosts, context: CheckContext): Promise<void> {
  const asked = { agent: PUPPET, action: 'runonce', args: { force: true } };
  await changeWithoutUndo({ ...asked, subject: 'Puppet run', expected: 'started' }, hosts, context);
}
