// What a value is after a journey through our YAML: Times are text, Strings in other encodings are binary.
import { isUtf8 } from 'node:buffer';
import { RubyRegexp, RubyString, RubyTime, type RubyValue } from '../../../lib/marshal/values';
import { formatTime } from '../../../lib/psych/time_text';

export function asYaml(value: RubyValue): RubyValue {
  if (Array.isArray(value)) return value.map(asYaml);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [asYaml(key), asYaml(item)]));
  if (value instanceof RubyTime) return formatTime(value);
  if (value instanceof RubyString) return isText(value) ? value.bytes.toString('utf8') : value.bytes;
  // A Regexp's option for its encoding follows from its source.
  if (value instanceof RubyRegexp) return new RubyRegexp(value.source, value.options);
  return value;
}

function isText({ bytes, encoding }: RubyString): boolean {
  return (encoding === 'UTF-8' || encoding === 'US-ASCII') && isUtf8(bytes);
}
