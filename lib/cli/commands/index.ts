// The registry of commands: what each is called and how its code is loaded. Every loader is a literal import,
// so that bundlers see it and only the one command that runs is evaluated.
import type { Command } from '../command';
import { brokerUsage } from '../usage/broker';
import { checkUsage } from '../usage/check';
import { configUsage } from '../usage/config';
import { demoUsage } from '../usage/demo';
import { findUsage } from '../usage/find';
import { helpUsage } from '../usage/help';
import { pingUsage } from '../usage/ping';
import { rpcUsage } from '../usage/rpc';
import { runUsage } from '../usage/run';

/** In the order in which help shows them. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  check: { ...checkUsage, load: async () => (await import('./check')).run },
  run: { ...runUsage, load: async () => (await import('./run')).run },
  ping: { ...pingUsage, load: async () => (await import('./ping')).run },
  find: { ...findUsage, load: async () => (await import('./find')).run },
  rpc: { ...rpcUsage, load: async () => (await import('./rpc')).run },
  config: { ...configUsage, load: async () => (await import('./config')).run },
  broker: { ...brokerUsage, load: async () => (await import('./broker')).run },
  demo: { ...demoUsage, load: async () => (await import('./demo')).run },
  help: { ...helpUsage, load: async () => (await import('./help')).run },
};
