// The two forms of messages: Ruby Marshal, and YAML as Psych has it. Both are read by whitelisting readers.
import type { Serializer as SerializerName } from '../../config/config';
import { load as loadMarshal } from '../../marshal/reader';
import type { RubyValue } from '../../marshal/values';
import { dump as dumpMarshal } from '../../marshal/writer';
import { load as loadYaml } from '../../psych/reader';
import { dump as dumpYaml } from '../../psych/writer';

export interface Serializer {
  readonly name: SerializerName;
  dump(value: RubyValue): Buffer;
  /** Throws MarshalError or PsychError, never anything else. */
  load(bytes: Buffer): RubyValue;
  /** The String that holds dumped bytes in an envelope, and gives back exactly these bytes. */
  asString(dumped: Buffer): RubyValue;
}

// The frame was bounded by whoever read it; what it holds cannot be longer.
export const MARSHAL: Serializer = {
  name: 'marshal',
  dump: value => dumpMarshal(value),
  load: bytes => loadMarshal(bytes, { maxBytes: bytes.length }),
  asString: dumped => dumped,
};

export const YAML: Serializer = {
  name: 'yaml',
  dump: value => dumpYaml(value),
  load: bytes => loadYaml(bytes, { maxBytes: bytes.length }),
  asString: dumped => dumped.toString('utf8'),
};

export function serializerNamed(name: SerializerName): Serializer {
  return name === 'yaml' ? YAML : MARSHAL;
}
