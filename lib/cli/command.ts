// What a command of `fleetspec` is: static metadata (help, completion and docs are made from it) and code loaded on call.
import type { Environment } from '../environment';
import type { FleetOptions } from '../rpc/fleet';
import type { Display } from './display';

export interface ArgumentSpec {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly variadic?: boolean;
  /** The words it can be, for completion. */
  readonly values?: readonly string[];
}

export interface OptionSpec {
  /** As commander reads it: `-F, --with-fact <fact>`. */
  readonly flags: string;
  readonly description: string;
  /** May be given several times; the value is then an array. */
  readonly repeat?: boolean;
  readonly default?: string | boolean | undefined;
  /** The words its value can be, for completion. */
  readonly values?: readonly string[];
}

export interface CommandInput {
  /** Name of the command, for faults that point to its help. */
  readonly command: string;
  /** Positional arguments as given. */
  readonly args: readonly string[];
  /** Option values under commander's camelCase names. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface CommandIo {
  readonly environment: Environment;
  readonly display: Display;
  /** Another connection or clock than the real ones. */
  readonly fleet?: Pick<FleetOptions, 'connection' | 'clock' | 'trace'>;
}

/** Resolves with the exit code; throws FleetspecError for everything the user should be told. */
export type CommandRun = (input: CommandInput, io: CommandIo) => Promise<number>;

/** What is said about a command; no code behind it. */
export interface CommandUsage {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly args: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  /** Command lines that work, with what they do. */
  readonly examples: readonly { readonly line: string; readonly does: string }[];
  /** What a fault that ends the command exits with; 1 for commands, 3 for plugins. */
  readonly faultExit: 1 | 3;
}

export interface Command extends CommandUsage {
  /** Loads the code; called for the one command that runs. */
  load(): Promise<CommandRun>;
}
