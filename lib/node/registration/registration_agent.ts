// Agent `registration`: keeps what other nodes tell of themselves (as MCollective's registration-monitor). Not SimpleRPC.
import { ownMetadata } from '../../ddl/agents/ddl_parts';
import { describeError } from '../../errors';
import type { Agent } from '../agent';
import { Throttle } from '../throttle';
import { registrationRecord } from './registration_record';
import { RegistrationStore } from './registration_store';

/** Name of the setting without which there is no such agent. */
export const REGISTRATION_DIRECTORY = 'registration.directory';

const LOG_LIMITS = { events: 10, windowMs: 60_000 };

/** The agent that keeps registrations in a folder. */
export function makeRegistrationAgent(folder: string): Agent {
  // Made anew at a reload: files that were removed make room again.
  const store = new RegistrationStore(folder);
  let throttle: Throttle<string> | undefined;
  return {
    metadata: ownMetadata('registration', 'Keeps what nodes tell of themselves', 10),
    actions: {},
    settings: {
      [REGISTRATION_DIRECTORY]: 'folder of the files, one per node; without it the agent is not there',
    },
    activate: () => store.problem(),
    async receive(message, { clock, logger }) {
      throttle ??= new Throttle(clock, LOG_LIMITS);
      const complain = (why: string): void => {
        if (throttle?.admit('refused') === undefined) return;
        const { senderid, callerid } = message;
        logger.warn(`registration not kept: ${why}`, { senderid, callerid });
      };
      const record = registrationRecord(message, Math.floor(clock.now() / 1000));
      if (!record) return complain('its body is neither a list of agents nor what the plugin meta sends');
      try {
        const problem = await store.keep(record);
        if (problem) complain(problem);
      } catch (error) {
        complain(describeError(error));
      }
    },
  };
}
