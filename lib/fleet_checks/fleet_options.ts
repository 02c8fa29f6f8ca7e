// How a plugin is told which fleet it asks, and which nodes of it: the options that all fleet plugins have.
import type { PluginOption } from '../nagios/plugin_option';

/** Those that say which fleet and which nodes are meant, by name: what a check remembers belongs to their values. */
export const CHOICE_OPTIONS = [
  'config',
  'target',
  'with-fact',
  'with-class',
  'with-agent',
  'with-identity',
  'with',
  'select',
] as const;

export const FLEET_OPTIONS: readonly PluginOption[] = [
  {
    name: 'config',
    kind: 'text',
    value: 'FILE',
    description: "configuration: fleetspec.yaml, or MCollective's client.cfg",
  },
  {
    name: 'with-fact',
    short: 'F',
    kind: 'text',
    value: 'FACT',
    description: 'nodes with this fact: country=uk, cpus>=4, os=/deb/',
    repeat: true,
  },
  {
    name: 'with-class',
    short: 'C',
    kind: 'text',
    value: 'CLASS',
    description: 'nodes with this class, or /regex/',
    repeat: true,
  },
  {
    name: 'with-agent',
    short: 'A',
    kind: 'text',
    value: 'AGENT',
    description: 'nodes with this agent, or /regex/',
    repeat: true,
  },
  {
    name: 'with-identity',
    short: 'I',
    kind: 'text',
    value: 'NAME',
    description: 'this node, or /regex/',
    repeat: true,
  },
  {
    name: 'with',
    short: 'W',
    kind: 'text',
    value: 'FILTER',
    description: 'facts and classes in one: "country=uk role::web"',
    repeat: true,
  },
  {
    name: 'select',
    short: 'S',
    kind: 'text',
    value: 'EXPRESSION',
    description: 'facts, classes and data functions with and, or, not',
    repeat: true,
  },
  {
    name: 'nodes',
    kind: 'text',
    value: 'FILE',
    description: 'exactly the nodes of this file: one name a line, or JSON of an earlier call',
  },
  {
    name: 'target',
    short: 'T',
    kind: 'text',
    value: 'COLLECTIVE',
    description: 'collective to address, default the main one',
  },
  {
    name: 'discovery-timeout',
    kind: 'seconds',
    value: 'SECONDS',
    description: 'longest time to wait for nodes to be discovered, default rpc.discovery_cap',
  },
  {
    name: 'reply-timeout',
    kind: 'seconds',
    value: 'SECONDS',
    description: 'longest time to wait for their answers, default rpc.timeout or that of the agent',
  },
];
