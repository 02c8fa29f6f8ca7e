// Real mcollectived daemons, each with its own identity, facts and classes.
import type { LabBroker } from './activemq';
import type { Child } from './child';
import type { Lab } from './lab';
import { type NodeSpec, writeNode } from './node_spec';
import { RUBY_ENVIRONMENT, RUBY_LIBDIR } from './ruby_environment';

/** A daemon of either kind. */
export interface LabNode {
  readonly identity: string;
  readonly configFile: string;
  readonly child: Child;
}

// Said once every agent has subscribed.
const READY = /Waiting for a message from/;

/** Starts one daemon and waits until it has subscribed. */
export async function startMcollectived(lab: Lab, broker: LabBroker, spec: NodeSpec): Promise<LabNode> {
  const folder = `mcollectived-${broker.port}/${spec.identity}`;
  const configFile = writeNode(lab, folder, broker, spec, {
    libdir: RUBY_LIBDIR,
    logger_type: 'console',
    loglevel: 'debug',
    daemonize: 0,
  });
  const child = lab.start(
    `mcollectived-${broker.port}-${spec.identity}`,
    'mcollectived',
    ['--config', configFile, '--no-daemonize'],
    { env: { ...RUBY_ENVIRONMENT, HOME: lab.dir }, cwd: lab.path(folder) },
  );
  await child.untilPrinted(READY, 30_000);
  return { identity: spec.identity, configFile, child };
}

export function startMcollectiveds(
  lab: Lab,
  broker: LabBroker,
  specs: readonly NodeSpec[],
): Promise<LabNode[]> {
  return Promise.all(specs.map(spec => startMcollectived(lab, broker, spec)));
}
