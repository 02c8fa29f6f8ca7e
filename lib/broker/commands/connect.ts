// CONNECT and STOMP: version, login, heart-beats (STOMP 1.2 "Connecting").
import type { StompVersion } from '../../stomp/frame';
import { FrameRefused } from '../errors';
import { agreeHeartbeat, heartbeatHeader } from '../heartbeat';
import { checkLogin } from '../login';
import type { CommandHandler } from './command_handler';

const VERSIONS: readonly StompVersion[] = ['1.2', '1.1', '1.0'];

export const connect: CommandHandler = (session, { headers }) => {
  if (session.loggedIn) throw new FrameRefused('Already connected.');
  const version = agreeVersion(headers['accept-version']);
  const times = agreeHeartbeat(headers['heart-beat']);
  try {
    checkLogin(session.hub.options.users, headers.login, headers.passcode);
  } catch (error) {
    session.hub.tally.refusedLogins++;
    throw error;
  }
  // What follows in the same chunk is already in the new version.
  session.connection.version = version;
  session.connection.sendFrame('CONNECTED', {
    version,
    session: session.id,
    server: 'fleetspec',
    'heart-beat': heartbeatHeader(times),
  });
  session.startServing(times);
  return undefined;
};

function agreeVersion(offered: string | undefined): StompVersion {
  if (offered === undefined) return '1.0';
  const versions = offered.split(',').map(text => text.trim());
  const agreed = VERSIONS.find(version => versions.includes(version));
  if (agreed) return agreed;
  throw new FrameRefused(
    `Invalid Protocol version[${offered.slice(0, 40)}], supported versions are: [${VERSIONS.join(', ')}]`,
    { fatal: true },
  );
}
