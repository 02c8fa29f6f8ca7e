// Options of a discovery method that have names: `--do command=/usr/local/bin/nodes --do site=north`.
import { DiscoveryOptionFault } from './errors';

const OPTION = /^([\w.-]+)=(.*)$/s;

/** By name, the last of a name counts; one without a name is `standard`. Throws DiscoveryOptionFault. */
export function keyValues(
  method: string,
  options: readonly string[],
  standard: string,
): Readonly<Record<string, string>> {
  const values: Record<string, string> = Object.create(null);
  for (const option of options) {
    const [, key = standard, value = option] = OPTION.exec(option) ?? [];
    if (value === '')
      throw new DiscoveryOptionFault(method, `needs a value for ${key}`, `give --do ${key}=VALUE`);
    values[key] = value;
  }
  return values;
}
