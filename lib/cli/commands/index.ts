// The registry of commands: what each is called and how its code is loaded. Every loader is a literal import,
// so that bundlers see it and only the one command that runs is evaluated.
import type { Command } from '../command';
import { brokerUsage } from '../usage/broker';
import { checkUsage } from '../usage/check';
import { configUsage } from '../usage/config';
import { ddlUsage } from '../usage/ddl';
import { demoUsage } from '../usage/demo';
import { docUsage } from '../usage/doc';
import { findUsage } from '../usage/find';
import { helpUsage } from '../usage/help';
import { lintOutputUsage } from '../usage/lint_output';
import { pingUsage } from '../usage/ping';
import { rpcUsage } from '../usage/rpc';
import { runUsage } from '../usage/run';
import { submitUsage } from '../usage/submit';
import { traceUsage } from '../usage/trace';

/** In the order in which help shows them. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  check: { ...checkUsage, load: async () => (await import('./check')).run },
  run: { ...runUsage, load: async () => (await import('./run')).run },
  ping: { ...pingUsage, load: async () => (await import('./ping')).run },
  find: { ...findUsage, load: async () => (await import('./find')).run },
  rpc: { ...rpcUsage, load: async () => (await import('./rpc')).run },
  trace: { ...traceUsage, load: async () => (await import('./trace')).run },
  doc: { ...docUsage, load: async () => (await import('./doc')).run },
  ddl: { ...ddlUsage, load: async () => (await import('./ddl')).run },
  config: { ...configUsage, load: async () => (await import('./config')).run },
  submit: { ...submitUsage, load: async () => (await import('./submit')).run },
  'lint-output': { ...lintOutputUsage, load: async () => (await import('./lint_output')).run },
  broker: { ...brokerUsage, load: async () => (await import('./broker')).run },
  demo: { ...demoUsage, load: async () => (await import('./demo')).run },
  help: { ...helpUsage, load: async () => (await import('./help')).run },
};
