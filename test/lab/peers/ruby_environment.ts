// The environment Ruby's MCollective runs in: the shim for Ruby 3, fixed language and time zone.
import { join } from 'node:path';

const FIXTURES = join(__dirname, '..', 'fixtures', 'ruby');

/** libdir with the lab's own Ruby agents, for daemons and clients. */
export const RUBY_LIBDIR = join(FIXTURES, 'libdir');

/** libdir with DDLs of agents that only our nodes have, for clients. */
export const RUBY_CLIENT_LIBDIR = join(FIXTURES, 'client_libdir');

/** libdir with the agent nrpe. */
export const RUBY_NRPE_LIBDIR = join(FIXTURES, 'nrpe_libdir');

/** libdir for clients whose DDLs let every request through, so that the node's own checks answer. */
export const RUBY_LOOSE_LIBDIR = join(FIXTURES, 'loose_libdir');

/** libdir with the application that tells what front-ends read, for clients. */
export const RUBY_FIELDS_LIBDIR = join(FIXTURES, 'fields_libdir');

/** MCollective 2.12 was written for Ruby up to 2.7. */
export const RUBY_ENVIRONMENT = {
  RUBYOPT: `-W0 -r${join(FIXTURES, 'compat.rb')}`,
  LANG: 'C.UTF-8',
  TZ: 'UTC',
  MCOLLECTIVE_EXTRA_OPTS: undefined,
} as const;
