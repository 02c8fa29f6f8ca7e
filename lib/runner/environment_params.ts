// Parameters from the environment: those meant for us, and the macros that Nagios and Icinga 1 export
// (enable_environment_macros). Icinga 2 exports what the `env` of a CheckCommand names: FLEETSPEC_PARAM_….
import type { Params } from './placeholders';

type Variables = Readonly<Record<string, string | undefined>>;

/** Macro → parameter. */
const MACROS: Readonly<Record<string, string>> = {
  HOSTNAME: 'host',
  HOSTADDRESS: 'host_address',
  HOSTALIAS: 'host_alias',
  SERVICEDESC: 'service',
};

const OURS = /^FLEETSPEC_PARAM_([A-Za-z_][\w.-]*)$/;
const MACRO = /^(?:NAGIOS|ICINGA)_([A-Z]+)$/;
/** Custom variables: `_LOAD_BALANCER` of a host is NAGIOS__HOSTLOAD_BALANCER. */
const CUSTOM = /^(?:NAGIOS|ICINGA)__(HOST|SERVICE)([A-Z_][A-Z0-9_]*)$/;
const ARGUMENT = /^(?:NAGIOS|ICINGA)_ARG(\d{1,2})$/;

/** Ours go before custom variables of the service, those before the host's, and those before macros. */
export function environmentParams(env: Variables): Params {
  const set = Object.entries(env).filter((entry): entry is [string, string] => !!entry[1]);
  const custom = (of: string) => set.filter(([name]) => CUSTOM.exec(name)?.[1] === of);
  return {
    ...named(set, name => macroName(name)),
    ...named(custom('HOST'), name => CUSTOM.exec(name)?.[2]?.toLowerCase()),
    ...named(custom('SERVICE'), name => CUSTOM.exec(name)?.[2]?.toLowerCase()),
    ...named(set, name => OURS.exec(name)?.[1]),
  };
}

function macroName(variable: string): string | undefined {
  const argument = ARGUMENT.exec(variable)?.[1];
  if (argument !== undefined) return `arg${Number(argument)}`;
  const macro = MACRO.exec(variable)?.[1] ?? '';
  return Object.hasOwn(MACROS, macro) ? MACROS[macro] : undefined;
}

function named(
  entries: readonly (readonly [string, string])[],
  nameOf: (variable: string) => string | undefined,
): Params {
  return Object.fromEntries(
    entries.flatMap(([variable, value]) => {
      const name = nameOf(variable);
      return name === undefined ? [] : [[name, value]];
    }),
  );
}
