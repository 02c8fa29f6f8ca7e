// What Puppet's agent does on hosts now: asked of MCollective's agent `puppet`, or the older `puppetd`.
import type { Reply } from '../../rpc/reply';
import { expectOfHosts, type Scene } from '../assertion/expect_of_hosts';
import { flagIn } from '../assertion/flag_in';
import { textIn } from '../assertion/text_in';
import type { ClaimText } from '../language/claim';
import { askPuppet } from './ask_puppet';

export const PUPPET_STATES = [
  'enabled',
  'disabled',
  'running',
  'applying a catalog',
  'idling',
  'stopped',
] as const;

export type PuppetState = (typeof PUPPET_STATES)[number];

/** Of one host. */
interface Seen {
  readonly isSo: boolean;
  readonly told: string;
}

/** What an agent says of itself; undefined where it does not. */
interface Facets {
  readonly enabled: boolean | undefined;
  readonly applying: boolean | undefined;
  /** Whether the daemon is there, whatever it does. */
  readonly daemon: boolean | undefined;
  readonly idling: boolean | undefined;
}

const ANSWERS: Readonly<Record<PuppetState, (facets: Facets) => boolean | undefined>> = {
  enabled: ({ enabled }) => enabled,
  disabled: ({ enabled }) => not(enabled),
  running: ({ daemon }) => daemon,
  'applying a catalog': ({ applying }) => applying,
  idling: ({ idling }) => idling,
  stopped: ({ applying, daemon }) =>
    applying === undefined || daemon === undefined ? undefined : !applying && !daemon,
};

const not = (flag: boolean | undefined): boolean | undefined => (flag === undefined ? undefined : !flag);

function puppetFacets({ data }: Reply): Facets {
  const [applying, daemon] = [flagIn(data.applying), flagIn(data.daemon_present)];
  return { enabled: flagIn(data.enabled), applying, daemon, idling: flagIn(data.idling) };
}

// While it is disabled the older agent says 0 to all else.
function puppetdFacets({ data }: Reply): Facets {
  const enabled = flagIn(data.enabled);
  const unlessDisabled = (flag: boolean | undefined): boolean | undefined => (enabled ? flag : undefined);
  return {
    enabled,
    applying: unlessDisabled(flagIn(data.running)),
    daemon: unlessDisabled(not(flagIn(data.stopped))),
    idling: unlessDisabled(flagIn(data.idling)),
  };
}

/** Throws as expectOfHosts does. */
export async function expectPuppet(claim: ClaimText, state: PuppetState, scene: Scene): Promise<void> {
  const vague = `the answer does not say whether Puppet is ${state}`;
  const read = (facetsOf: (reply: Reply) => Facets) => (reply: Reply) => {
    const isSo = ANSWERS[state](facetsOf(reply));
    return isSo === undefined ? undefined : { isSo, told: told(facetsOf(reply), reply) };
  };
  const ask = askPuppet<Seen>(
    { agent: 'puppet', action: 'status', read: read(puppetFacets), vague },
    { agent: 'puppetd', action: 'status', read: read(puppetdFacets), vague },
  );
  const holds = ({ isSo }: Seen): boolean => isSo;
  const show = (seen: Seen): string => seen.told;
  await expectOfHosts(claim, ask, { subject: 'Puppet', expected: state, holds, show }, scene);
}

// Of several things that are true, the one that explains most.
function told({ enabled, applying, daemon, idling }: Facets, { data }: Reply): string {
  const message = textIn(data.disable_message)?.slice(0, 120);
  if (enabled === false) return message ? `disabled (${message})` : 'disabled';
  if (applying) return 'applying a catalog';
  if (idling) return 'idling';
  if (daemon === false) return 'stopped';
  return enabled ? 'enabled' : 'nothing of the kind';
}
