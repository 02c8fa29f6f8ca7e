// All codecs under fuzzing, in the order they are run.
import type { FuzzCodec } from '../fuzz_codec';
import { base64 } from './base64';
import { ddlJson, ddlRuby } from './ddl';
import { filterText, filterWire } from './filters';
import { marshal } from './marshal';
import { policy } from './policy';
import { psych } from './psych';
import { regex } from './regex';
import { aes, psk, ssl } from './security';
import { stomp } from './stomp';

export const CODECS: readonly FuzzCodec[] = [
  ...[marshal, psych, stomp, base64, psk, ssl, aes],
  ...[filterWire, filterText, regex, policy, ddlRuby, ddlJson],
];
