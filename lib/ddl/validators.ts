// The validators DDLs may name, MCollective's own and those of its plugins; a complaint in MCollective's words, or none.
import type { RubyValue } from '../marshal/values';
import { ipaddress, ipv4address, ipv6address, nettestFqdn, nettestServerAddress } from './address_validators';
import { puppetResource, puppetServerAddress, puppetTags, puppetVariable } from './puppet_validators';
import { shellsafe } from './shellsafe';

/** What is wrong with a value, undefined when it is good. */
export type Validator = (value: RubyValue) => string | undefined;

export const VALIDATORS: Readonly<Record<string, Validator>> = {
  shellsafe: ofText('a String', shellsafe),
  ipv4address: ofText('an ipv4 address', ipv4address),
  ipv6address: ofText('an ipv6 address', ipv6address),
  ipaddress: ofText('an IP address', ipaddress),
  service_name: matching('[a-zA-Z.\\-_\\d:@]+', /^[a-zA-Z.\-_\d:@]+$/),
  package_name: matching('[a-zA-Z.\\-_\\d:@+~]+', /^[a-zA-Z.\-_\d:@+~]+$/),
  puppet_variable: ofText('a string', puppetVariable),
  puppet_tags: ofText('a string', puppetTags),
  puppet_server_address: ofText('a string', puppetServerAddress),
  puppet_resource: ofText('a string', puppetResource),
  nettest_fqdn: ofText('a string', nettestFqdn),
  nettest_server_address: ofText('a string', nettestServerAddress),
};

/** The validator of that name, undefined when there is none. */
export function findValidator(name: string): Validator | undefined {
  return Object.hasOwn(VALIDATORS, name) ? VALIDATORS[name] : undefined;
}

// Declared as functions: the table above uses them before this line is reached.
function ofText(wanted: string, check: (text: string) => string | undefined): Validator {
  return value => (typeof value === 'string' ? check(value) : `value should be ${wanted}`);
}

function matching(shown: string, pattern: RegExp): Validator {
  return ofText('a string', text => (pattern.test(text) ? undefined : `value should match ^${shown}$`));
}
